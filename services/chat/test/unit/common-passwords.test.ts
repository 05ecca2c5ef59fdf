import { describe, expect, it } from 'vitest'
import { isCommonPassword } from '../../src/auth/common-passwords.ts'

describe('common passwords', () => {
  it.each([
    'password',
    'PassWord1',
    '12345678',
    '87654321',
    'qwertyuiop',
    'iloveyou',
    'admin123',
    'SocketLink',
  ])('%s is one', password => {
    expect(isCommonPassword(password)).toBe(true)
  })

  it.each(['alice123', 'password that nobody has', 'passwordpassword!', 'пароль-пароль', ' password'])(
    '%s is none: only a whole password counts',
    password => {
      expect(isCommonPassword(password)).toBe(false)
    },
  )
})
