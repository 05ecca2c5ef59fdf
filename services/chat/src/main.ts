import { ConfigError, loadConfig } from './config.ts'
import { createNode } from './node.ts'

try {
  const node = createNode(loadConfig(process.env))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void node.drain().then(() => process.exit(0)))
  }
  await node.start()
} catch (error) {
  process.stderr.write(
    `socketlink: ${error instanceof ConfigError ? error.message : (error as Error).stack}\n`,
  )
  process.exit(1)
}
