import { BlockList, isIPv4 } from 'node:net'
import type { Config } from './config.ts'

/** Whether the limits on logins, registrations, messages, rooms and connections do not hold for a user from an address. */
export type IsUnlimited = (username: string, address: string) => boolean

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6')

/**
 * Lifts the limits for the listed users, and only when they come from the listed addresses: a name alone, which anybody
 * may register, wins nothing. For load tests.
 */
export const liftLimits = ({ addresses, users }: Config['unlimited']): IsUnlimited => {
  if (addresses.length === 0) return () => false
  const listed = new BlockList()
  for (const item of addresses) {
    const [network = '', bits] = item.split('/')
    if (bits === undefined) listed.addAddress(network, family(network))
    else listed.addSubnet(network, Number(bits), family(network))
  }
  const names = new Set(users.filter(user => !user.endsWith('*')).map(user => user.toLowerCase()))
  const beginnings = users.filter(user => user.endsWith('*')).map(user => user.slice(0, -1).toLowerCase())
  return (username, address) => {
    const name = username.toLowerCase()
    const isListed = names.has(name) || beginnings.some(beginning => name.startsWith(beginning))
    return isListed && listed.check(address, family(address))
  }
}
