import { describe, expect, test } from 'vitest'
import { readCommand } from '../../local/command-line.ts'
import { LaunchError } from '../../local/launch-error.ts'

describe('the command line of npm start', () => {
  test('without anything it is three nodes at port 8080 of loopback, with data in ./data', () => {
    const command = readCommand([], {})
    expect(command).toMatchObject({ nodes: 3, port: 8080, host: '127.0.0.1', help: false, verbose: false })
    expect(command.dataDir).toBe(`${process.cwd()}/data`)
    expect(command.redis).toBe('one')
  })

  test('arguments win over the environment', () => {
    const environment = { NODES: '5', PORT: '9000', REDIS: 'cluster' }
    expect(readCommand([], environment)).toMatchObject({ nodes: 5, port: 9000, redis: 'cluster' })
    const args = ['--nodes', '2', '--port=9001', '--redis', 'sentinel']
    expect(readCommand(args, environment)).toMatchObject({ nodes: 2, port: 9001, redis: 'sentinel' })
  })

  test.each([
    [['--nodes', '0'], {}, '--nodes must be a whole number from 1 to 64, not "0".'],
    [['--nodes', '1.5'], {}, '--nodes must be a whole number from 1 to 64, not "1.5".'],
    [[], { NODES: 'many' }, 'NODES must be a whole number from 1 to 64, not "many".'],
    [[], { PORT: '70000' }, 'PORT must be a whole number from 1 to 65535, not "70000".'],
    [[], { REDIS: 'two' }, 'REDIS must be one, sentinel, cluster, not "two".'],
    [['--prot', '1'], {}, "Unknown option '--prot': `npm start -- --help` shows what there is."],
    [['now'], {}, "Unexpected argument 'now': `npm start -- --help` shows what there is."],
  ])('%j with %j is refused in one sentence', (args, environment, sentence) => {
    expect(() => readCommand(args, environment)).toThrow(new LaunchError(sentence))
  })
})
