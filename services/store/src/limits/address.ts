import { isIP } from 'node:net'

const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/

/**
 * Whom an address stands for in the limits: an IPv4 address for itself, also when it is written as IPv6, and an IPv6
 * address for its /64, because that is the least that one customer has. What is no address counts as one subject.
 */
export const addressSubject = (address: string): string => {
  const plain = address.replace(/%.*$/, '')
  const version = isIP(plain)
  if (version === 4) return plain
  if (version !== 6) return 'unknown'
  // The URL parser brings every spelling into one form: lower case, hexadecimal, zeros as `::`.
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1)
  const [, high, low] = mapped.exec(canonical) ?? []
  if (high !== undefined && low !== undefined) {
    const bytes = [high, low]
      .map(group => Number.parseInt(group, 16))
      .flatMap(group => [group >> 8, group & 255])
    return bytes.join('.')
  }
  const [head = '', tail = ''] = canonical.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail.split(':').filter(Boolean)
  const zeros = new Array<string>(8 - left.length - right.length).fill('0')
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`
}
