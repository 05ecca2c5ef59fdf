import { createHash } from 'node:crypto'

/** What nginx.conf leaves open, for nodes on loopback. */
export interface EdgeSettings {
  /** Addresses to listen on, IPv6 without brackets. */
  hosts: string[]
  port: number
  /** Where `stub_status` answers, on loopback. */
  statusPort: number
  nodes: readonly EdgeNode[]
  limits: EdgeLimits
  /** Addresses and ranges for which the limits do not hold. */
  unlimited: string[]
}

/** A node on this machine. */
export interface EdgeNode {
  /** On 127.0.0.1. */
  port: number
  /** The Unix socket on which it is reached; undefined when it is by the port. */
  socket: string | undefined
}

/** What one address may do. */
export interface EdgeLimits {
  handshakesPerSecond: number
  handshakeBurst: number
  connectionsPerAddress: number
}

/** Everyone on this machine shares one address, load tests included. */
export const localLimits: EdgeLimits = {
  handshakesPerSecond: 200,
  handshakeBurst: 1000,
  connectionsPerAddress: 20_000,
}

const nameOf = ({ port, socket }: EdgeNode): string =>
  socket === undefined ? `127.0.0.1:${port}` : `unix:${socket}`

/** The sum with which a node begins the ids of its Engine.IO sessions. */
export const routeOf = (node: EdgeNode): string => createHash('md5').update(nameOf(node)).digest('hex')

/** A path may have anything in it. */
const quote = (path: string): string => `"${path.replaceAll(/["\\]/g, '\\$&')}"`

const server = (node: EdgeNode, role = ''): string =>
  `  server ${quote(nameOf(node))} max_fails=3 fail_timeout=3s${role};\n`

const upstream = (name: string, lines: string): string =>
  `upstream ${name} {\n  zone ${name} 256k;\n${lines}  keepalive 64;\n}\n`

/**
 * `upstream-local.conf`: all nodes together for what has no session, and for each node an upstream that has it first and
 * the others as backup. nginx 1.22 has no `sticky`.
 */
export const upstreamConfig = ({ nodes, statusPort, limits }: EdgeSettings): string => {
  const servers = nodes.map(node => server(node)).join('') || '  server 127.0.0.1:1 down;\n'
  const perNode = nodes.map(node => {
    const others = nodes.filter(other => other !== node)
    return upstream(
      `node_${node.port}`,
      server(node) + others.map(other => server(other, ' backup')).join(''),
    )
  })
  const routes = nodes.map(node => `  ${routeOf(node)} node_${node.port};\n`).join('')
  return [
    'access_log access.log json;\n',
    upstream('chat', `  least_conn;\n${servers}`),
    ...perNode,
    `map $sid_route $socket_upstream {\n  default chat;\n${routes}}\n`,
    `limit_req_zone $handshake_address zone=handshakes:10m rate=${limits.handshakesPerSecond}r/s;\n`,
    'limit_conn_zone $limited_address zone=addresses:10m;\n',
    `server {\n  listen 127.0.0.1:${statusPort};\n  access_log off;\n`,
    '  location = /nginx_status {\n    stub_status;\n  }\n  location / {\n    return 404;\n  }\n}\n',
  ].join('')
}

/** `listen-local.conf`: the addresses, the web client (below nginx's prefix) and the limits that hold. */
export const listenConfig = ({ hosts, port, limits }: EdgeSettings): string => {
  const listens = hosts.map(
    host => `listen ${host.includes(':') ? `[${host}]` : host}:${port} backlog=4096;\n`,
  )
  return [
    ...listens,
    'root web;\n',
    `limit_req zone=handshakes burst=${limits.handshakeBurst} nodelay;\n`,
    `limit_conn addresses ${limits.connectionsPerAddress};\n`,
  ].join('')
}

/** `unlimited.conf`, beside the file of that name for Docker. */
export const unlimitedConfig = ({ unlimited }: Pick<EdgeSettings, 'unlimited'>): string =>
  unlimited.map(address => `${address} 1;\n`).join('')
