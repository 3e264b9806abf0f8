import { describe, expect, it } from 'vitest'
import { issuesOf, issuesSentence } from '../../../src/main/api/inputIssues'

describe('the issues of an input', () => {
  it('are written as one would write the place', () => {
    const issues = issuesOf([
      { message: 'too few', path: ['routes', 0, { key: 'receiverId' }] },
      { message: 'no object' },
    ])
    expect(issues).toEqual([
      { path: 'routes[0].receiverId', message: 'too few' },
      { path: '', message: 'no object' },
    ])
    expect(issuesSentence(issues)).toBe(
      'The request is not understood. routes[0].receiverId: too few (and 1 more in data.issues).',
    )
    expect(issuesSentence(issuesOf([{ message: 'no object' }]))).toBe('The request is not understood. no object.')
  })

  it('are at most 50', () => {
    expect(issuesOf(Array.from({ length: 500 }, () => ({ message: 'x' })))).toHaveLength(50)
  })
})
