import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { chatNodeArgs } from '../../local/chat-node.ts'

const root = new URL('../../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

it('a container and `npm start` of the service give Node.js what the launcher gives it', () => {
  const [, command = '[]'] = /^CMD (.*)$/m.exec(read('deploy/docker/chat.Dockerfile')) ?? []
  expect(JSON.parse(command)).toEqual(['node', ...chatNodeArgs, 'services/chat/src/main.ts'])
  expect(JSON.parse(read('services/chat/package.json')).scripts.start).toBe(
    ['node', ...chatNodeArgs, 'src/main.ts'].join(' '),
  )
})
