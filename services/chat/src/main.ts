import { loadConfig } from './config.ts'
import { createNode } from './node.ts'

try {
  const config = loadConfig(process.env)
  const node = createNode(config)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      // Whatever hangs does not hang for ever.
      setTimeout(() => process.exit(1), config.drain.timeoutMs).unref()
      void node.drain().then(() => process.exit(0))
    })
  }
  await node.start()
} catch (error) {
  process.stderr.write(`socketlink: ${(error as Error).message}\n`)
  process.exit(1)
}
