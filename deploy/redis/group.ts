import type { Exit } from '../local/program.ts'

/** A user of Redis. */
export interface Login {
  username: string
  password: string
}

/** How the servers of a group keep others out, and know each other. Without it they listen on loopback for everyone. */
export interface GroupSecurity {
  /** Files in PEM: who signed the certificates, the servers' own, and its key. */
  tls?: { ca: string; cert: string; key: string }
  acl?: {
    /** The users of the servers, as Redis reads them: one line for each. */
    users: string
    /** May do everything; sets a Cluster up. */
    admin: Login
    /** As whom a replica reads from its master. */
    replica: Login
    /** The Sentinels' own users, and as whom they enter the servers and each other. */
    sentinelUsers?: string
    sentinel?: Login
  }
}

export interface GroupOptions {
  /** Where all servers keep what they write, each in a folder of its own. */
  dir: string
  /** Further lines of the servers' configuration, for a group that is made now. */
  settings?: string[]
  security?: GroupSecurity
  /** Keeps a Ctrl-C in the terminal from the servers: whoever started them ends them. */
  ownGroup?: boolean
  /** Starts again what ends by itself. */
  restart?: boolean
  /** Gives up a start that is under way, which then rejects, and restarts nothing any more. */
  signal?: AbortSignal
  onLine?(name: string, line: string): void
  /** Is told of each process that was started. */
  onProcess?(started: { pid: number; exited: Promise<Exit> }): void
}

/** One process of a group: it may be killed, stopped and started again with its port and data. */
export interface Member {
  /** `redis-1`, `sentinel-2` … */
  readonly name: string
  readonly port: number
  /** `host:port` */
  readonly address: string
  readonly pid: number
  kill(signal: NodeJS.Signals): void
  /** Starts it again after it has ended. Resolves when it accepts connections. */
  start(): Promise<void>
  /** Ends it and waits until it has saved. */
  stop(): Promise<void>
}

/** Servers that work together as one Redis. */
export interface RedisGroup {
  readonly servers: readonly Member[]
  readonly sentinels: readonly Member[]
  /** What a chat node has to be told about it. */
  readonly env: Record<string, string>
  /** Gives a server a command, as the administrator where there are users. Resolves with its answer as text. */
  ask(server: Member, ...command: string[]): Promise<string>
  stop(): Promise<void>
}
