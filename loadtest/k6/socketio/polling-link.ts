import type { Link, LinkEvents } from './link.ts'
import { engine, type Handshake, separator } from './packet.ts'
import type { Platform } from './platform.ts'

/** Long-polling: one GET waits for packets, one POST at a time carries them. Several packets share a body. */
export const openPollingLink = (
  platform: Platform,
  address: string,
  { onPacket, onClose }: LinkEvents,
): Link => {
  let session = ''
  let outbox: string[] = []
  let posting = false
  let open = true
  const end = (reason: string): void => {
    if (!open) return
    open = false
    onClose(reason)
  }

  const get = async (): Promise<string[]> => {
    const { status, body } = await platform.request('GET', address + session)
    if (status !== 200) throw new Error(`polling was answered ${status}`)
    return body.split(separator)
  }
  const poll = async (): Promise<void> => {
    try {
      const [first = '', ...more] = await get()
      session = `&sid=${(JSON.parse(first.slice(1)) as Handshake).sid}`
      for (const packet of [first, ...more]) onPacket(packet)
      while (open) for (const packet of await get()) if (open) onPacket(packet)
    } catch {
      end('transport error')
    }
  }
  const flush = async (): Promise<void> => {
    if (posting) return
    posting = true
    try {
      while (outbox.length > 0) {
        const body = outbox.join(separator)
        outbox = []
        const { status } = await platform.request('POST', address + session, body)
        if (status !== 200) throw new Error(`polling was answered ${status}`)
      }
    } catch {
      end('transport error')
    }
    posting = false
  }

  void poll()
  return {
    send: packet => {
      if (!open) return
      outbox.push(packet)
      void flush()
    },
    close: () => {
      if (!open) return
      // The waiting GET would keep the session; Engine.IO's own close ends both, without a goodbye of Socket.IO.
      outbox.push(engine.close)
      void flush()
      end('transport close')
    },
  }
}
