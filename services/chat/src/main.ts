import { ConfigError, loadConfig } from './config.ts'
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
  const reason = error instanceof ConfigError ? error.message : (error as Error).stack
  process.stderr.write(`socketlink: ${reason}\n`)
  process.exit(1)
}
