import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '../local/free-port.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const prefix = 'socketlink-test-'

/** Runs docker in the repository; rejects with what it said. Gives up after three minutes. */
export const docker = async (args: string[], env: Record<string, string> = {}): Promise<string> => {
  const options = {
    cwd: root,
    env: { ...process.env, ...env },
    timeout: 180_000,
    maxBuffer: 64 * 1024 * 1024,
  }
  const { stdout } = await run('docker', args, options)
  return stdout
}

/** Whether a Docker engine with Compose answers within five seconds. */
export const dockerAnswers = async (): Promise<boolean> => {
  try {
    await run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 5000 })
    await run('docker', ['compose', 'version'], { timeout: 5000 })
    return true
  } catch {
    return false
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Takes away what an earlier run has left that was killed before it could. */
const sweep = async (): Promise<void> => {
  const projects = JSON.parse(await docker(['compose', 'ls', '--all', '--format', 'json'])) as {
    Name: string
  }[]
  for (const { Name } of projects) {
    if (!Name.startsWith(prefix) || isAlive(Number(Name.slice(prefix.length)))) continue
    const down = ['down', '--volumes', '--rmi', 'all', '--timeout', '1']
    await docker(['compose', '--project-name', Name, ...down], { IMAGE_PREFIX: Name })
  }
}

/** What `docker inspect` says of a container, as far as the tests look. */
export interface Container {
  Name: string
  State: { Running: boolean; ExitCode: number }
  Config: { User: string; Env: string[] }
  HostConfig: {
    ReadonlyRootfs: boolean
    CapDrop: string[]
    SecurityOpt: string[]
    Init: boolean
    Privileged: boolean
  }
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> }
}

/** A container that has ended, as the engine told it. */
export interface Exit {
  service: string
  container: string
  code: number
}

/** The repository's docker-compose.yml under a project name and on a port of its own. */
export class ComposeProject {
  readonly name = `${prefix}${process.pid}`
  readonly port: number
  /** Every container that has ended so far. */
  readonly exits: Exit[] = []
  readonly #events: ChildProcess

  private constructor(port: number, events: ChildProcess) {
    this.port = port
    this.#events = events
  }

  static async create(): Promise<ComposeProject> {
    await sweep()
    const filters = ['--filter', `label=com.docker.compose.project=${prefix}${process.pid}`]
    const events = spawn(
      'docker',
      ['events', ...filters, '--filter', 'event=die', '--format', '{{json .}}'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    await once(events, 'spawn')
    const project = new ComposeProject(await freePort(), events)
    createInterface({ input: events.stdout }).on('line', line => project.#onEvent(line))
    return project
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** `docker compose …` in this project. */
  compose(...args: string[]): Promise<string> {
    const settings = { PORT: String(this.port), IMAGE_PREFIX: this.name }
    return docker(['compose', '--project-name', this.name, ...args], settings)
  }

  /** Brings `chat` to this many nodes without touching those that run. */
  async scale(nodes: number): Promise<void> {
    await this.compose('up', '--detach', '--no-recreate', '--scale', `chat=${nodes}`)
  }

  /** The containers of a service, or of all services, ended ones included. */
  async containers(...services: string[]): Promise<Container[]> {
    const ids = (await this.compose('ps', '--all', '--quiet', ...services)).split('\n').filter(Boolean)
    return JSON.parse(await docker(['inspect', ...ids])) as Container[]
  }

  /** Takes away containers, networks, volumes and images; what the next build may use again stays in its cache. */
  async remove(): Promise<void> {
    try {
      await this.compose('down', '--volumes', '--rmi', 'all', '--timeout', '10')
    } finally {
      this.#events.kill()
    }
  }

  #onEvent(line: string): void {
    const { Actor } = JSON.parse(line) as { Actor: { Attributes: Record<string, string> } }
    this.exits.push({
      service: Actor.Attributes['com.docker.compose.service'] ?? '',
      container: Actor.Attributes.name ?? '',
      code: Number(Actor.Attributes.exitCode),
    })
  }
}
