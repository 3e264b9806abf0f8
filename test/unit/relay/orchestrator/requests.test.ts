import { expect, it } from 'vitest'
import { type Request, createRequests } from '../../../../src/main/relay/orchestrator/requests'

const request = (module: string, isOver: boolean): Request => ({
  ...{ broker: 'house', module, reqId: '1', actor: 'app', action: 'start', print: '', events: [] },
  isOver,
})

it('tells requests apart by broker, module and number', () => {
  const requests = createRequests(10)
  const ndi = request('ndi', false)
  requests.put(ndi, '1')
  expect(requests.get('house', 'ndi', '1')).toBe(ndi)
  expect(requests.get('house', 'nvr', '1')).toBeUndefined()
  expect(requests.get('other', 'ndi', '1')).toBeUndefined()
  expect(requests.get('house', 'ndi', '2')).toBeUndefined()
})

it('forgets the oldest that is over, and none that is under way', () => {
  const requests = createRequests(2)
  const [open, over, next] = [request('a', false), request('b', true), request('c', true)]
  requests.put(open, '1')
  requests.put(over, '1')
  requests.put(next, '1')
  expect(requests.get('house', 'a', '1')).toBe(open)
  expect(requests.get('house', 'b', '1')).toBeUndefined()
  expect(requests.get('house', 'c', '1')).toBe(next)
})
