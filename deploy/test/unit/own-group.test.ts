import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { killGroup, startProgram } from '../../local/program.ts'

/** The process group and the session of a process. */
const placeOf = (pid: number) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return { group: Number(fields[2]), session: Number(fields[3]) }
}

/** Starts a shell script with a group of its own; `lines` are what it writes. */
const startScript = async (script: string, ...args: string[]) => {
  const lines: string[] = []
  const written = Promise.withResolvers<void>()
  const onLine = (line: string) => {
    lines.push(line)
    written.resolve()
  }
  const program = await startProgram('sh', ['-c', script, 'sh', ...args], { ownGroup: true, onLine })
  await written.promise
  return { program, lines }
}

// /proc is Linux's.
describe.runIf(process.platform === 'linux')('a program with a group of its own', () => {
  test('leads it, in the session of the launcher where Linux shares the processor between sessions', async () => {
    const { program } = await startScript('echo ready; exec sleep 1000')
    const { group, session } = placeOf(program.pid)
    const setting = '/proc/sys/kernel/sched_autogroup_enabled'
    const autogroup = existsSync(setting) && readFileSync(setting, 'utf8').startsWith('1')
    await program.end('SIGKILL', 0)
    expect(group).toBe(program.pid)
    expect(session).toBe(autogroup ? placeOf(process.pid).session : program.pid)
  })

  test('gets its arguments and its environment as they are', async () => {
    const strange = `$HOME "and" 'so' \\ on\t*; true`
    const { program, lines } = await startScript('echo "$1"; env; echo end', strange)
    await program.exited
    expect(lines[0]).toBe(strange)
    expect(lines.at(-1)).toBe('end')
    expect(lines.join('\n')).not.toContain('PERL')
  })

  test('is gone with its children when the group is killed', async () => {
    const { program, lines } = await startScript('sleep 1000 & echo $!; wait')
    const child = Number(lines[0])
    expect(placeOf(child).group).toBe(program.pid)
    killGroup(program.pid, 'SIGKILL')
    expect((await program.exited).signal).toBe('SIGKILL')
  })
})
