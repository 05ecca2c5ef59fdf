import { createPasswords } from '../../../src/auth/passwords.ts'

// A node as far as hashing goes: it hashes once, says so, and waits to be killed.
const passwords = createPasswords({ concurrency: 1, queue: 1, share: 1 })
await passwords.hash('a quiet place')
process.send?.('hashed')
setInterval(() => {}, 1000)
