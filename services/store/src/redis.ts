import type { EventEmitter } from 'node:events'
import type { RedisCommands } from './redis-client.ts'

export interface RedisEvents {
  /** All of it can be used again. */
  ready: []
  /** A part of it, or all, cannot be used. */
  lost: [Error]
  /** `pubSubFor` may answer otherwise than before. */
  moved: []
  /** The server has ended a subscription by itself: the channel's slot is no longer there. */
  dropped: [channel: string, from: RedisCommands]
}

/**
 * Work on one connection. It may be called again, but only when the server has said that it did nothing.
 *
 * @param reign names the server in charge, and behind a space each that is in charge elsewhere; '' where no other server
 *   can take over
 */
export type Act<Result> = (redis: RedisCommands, reign: string) => Promise<Result>

/**
 * The Redis of a node, whatever kind it is: one server (connection.ts), one that Sentinels watch (sentinel.ts), or a
 * Cluster (cluster.ts). Nothing is ever repeated whose outcome is unknown: that is told as unavailable.
 */
export interface Redis extends EventEmitter<RedisEvents> {
  readonly ready: boolean
  /** Milliseconds for which it has been usable without a break; 0 while it is not. */
  readonly readyForMs: number
  /**
   * Connects, and waits until all of it answers.
   *
   * @throws when it does not within `timeoutMs`, with the reason; it is closed then.
   */
  start(timeoutMs?: number): Promise<void>
  /** Waits a moment for the replies still owed, then disconnects. */
  close(): Promise<void>
  /**
   * Works where a key lies.
   *
   * @throws UnreachableError when it is away or was lost before it answered; `unavailable` when it refuses for the moment
   */
  run<Result>(key: string, act: Act<Result>): Promise<Result>
  /** The same on the connection for subscriptions, where a channel is published. */
  runPubSub<Result>(channel: string, act: Act<Result>): Promise<Result>
  /** The connection on which a channel is to be heard; undefined while it is away. */
  pubSubFor(channel: string): RedisCommands | undefined
  /** All connections for subscriptions that are there. */
  pubSubs(): RedisCommands[]
  /**
   * Waits until what a server has answered on this connection, before this call, is on as many replicas as configured.
   *
   * @returns false when they do not say so in time, or the connection is gone
   */
  replicated(answeredOn: RedisCommands, key: string): Promise<boolean>
}
