import { ClientError, type ErrorCode } from '@socketlink/client'
import { describe, expect, test } from 'vitest'
import { failureText } from '../../src/error-text.ts'
import { findMissing, readRefusal } from '../../src/session/form-errors.ts'

const refusal = (code: ErrorCode, retryAfterMs?: number): ClientError =>
  new ClientError({
    code,
    message: code,
    retryable: false,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })

describe('errors of the log-in and sign-up forms', () => {
  test('what is missing is said beside its field', () => {
    expect(Object.keys(findMissing('', ''))).toEqual(['username', 'password'])
    expect(findMissing('ann', 'secret')).toEqual({})
  })

  test.each<[ErrorCode, string]>([
    ['invalid_username', 'username'],
    ['username_taken', 'username'],
    ['invalid_password', 'password'],
    ['invalid_credentials', 'general'],
    ['too_many_attempts', 'general'],
    ['unavailable', 'general'],
  ])('%s belongs to %s', (code, field) => {
    expect(Object.keys(readRefusal(refusal(code)))).toEqual([field])
  })

  test('the time to wait is told in whole seconds or minutes', () => {
    expect(failureText(refusal('too_many_attempts', 1200))).toContain('in 2 seconds.')
    expect(failureText(refusal('too_many_attempts', 1000))).toContain('in 1 second.')
    expect(failureText(refusal('too_many_attempts', 870_000))).toContain('in 15 minutes.')
  })

  test('what is no refusal is our own fault', () => {
    expect(readRefusal(new TypeError('x')).general).toContain('went wrong')
  })
})
