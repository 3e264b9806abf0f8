import { describe, expect, it } from 'vitest'
import { createHostGuard } from '../../../src/main/api/hostGuard'
import { isSameOrigin } from '../../../src/main/api/originGuard'

describe('the Host guard', () => {
  it.each([
    ['127.0.0.1', [], 'localhost', true],
    ['127.0.0.1', [], 'LOCALHOST.:8484', true],
    ['127.0.0.1', [], '127.1.2.3:1', true],
    ['127.0.0.1', [], '[::1]', true],
    ['127.0.0.1', [], '10.0.0.5', false],
    ['127.0.0.1', [], undefined, false],
    ['127.0.0.1', [], '', false],
    ['127.0.0.1', [], 'evil.example/localhost', false],
    ['127.0.0.1', [], 'evil.example#localhost', false],
    ['127.0.0.1', [], '127.evil.example', false],
    ['127.0.0.1', ['Wall.Plant.example'], 'wall.plant.example:8484', true],
    ['10.0.0.5', [], '10.0.0.5:8484', true],
    ['10.0.0.5', [], '10.0.0.6:8484', false],
    ['fd00::5', [], '[fd00::5]:8484', true],
    ['0.0.0.0', [], '10.0.0.6:8484', true],
    ['::', [], '[fd00::5]:8484', true],
    ['0.0.0.0', [], 'wall.plant.example', false],
  ])('bound to %s and allowing %j: %s → %s', (bind, allowed, host, passes) => {
    expect(createHostGuard(bind, allowed)(host)).toBe(passes)
  })
})

describe('the origin guard', () => {
  it.each([
    [{ host: 'localhost:8484' }, true],
    [{ host: 'localhost:8484', origin: 'http://localhost:8484' }, true],
    [{ host: 'LOCALHOST:8484', origin: 'http://localhost:8484' }, true],
    [{ host: 'wall.example:80', origin: 'http://wall.example' }, true],
    [{ host: 'wall.example', origin: 'https://wall.example' }, true],
    [{ host: 'localhost:8484', origin: 'http://localhost:3000' }, false],
    [{ host: 'localhost:8484', origin: 'http://127.0.0.1:8484' }, false],
    [{ host: 'localhost:8484', origin: 'null' }, false],
    [{ host: 'localhost:8484', origin: 'http://localhost:8484.evil.example' }, false],
    [{ origin: 'http://localhost:8484' }, false],
    [{ host: 'localhost:8484', origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' }, false],
    [{ host: 'localhost:8484', 'sec-fetch-site': 'cross-site' }, false],
    [{ host: 'localhost:8484', 'sec-fetch-site': 'same-site' }, false],
    [{ host: 'localhost:8484', 'sec-fetch-site': 'none' }, true],
  ])('%j → %s', (headers, same) => {
    expect(isSameOrigin(headers)).toBe(same)
  })
})
