import { LaunchError } from '../../deploy/local/launch-error.ts'
import { readCommand, usage } from './command-line.ts'
import { readMeasured } from './costs.ts'
import { estimate } from './estimate.ts'
import { showEstimate } from './show.ts'

const print = (text: string): void => void process.stdout.write(`${text}\n`)

const main = async (): Promise<void> => {
  const { help, measure, load, machines } = readCommand(process.argv.slice(2))
  if (help) return print(usage)
  if (measure) {
    if (process.platform !== 'linux') throw new LaunchError('Costs are read from /proc: measure on Linux.')
    const { measure: measureCosts } = await import('./measure/measure.ts')
    await measureCosts(line => print(`  ${line}`))
  }
  const measured = await readMeasured()
  print(showEstimate(load, machines, estimate(load, measured.costs, machines), measured))
}

try {
  await main()
} catch (error) {
  const known = error instanceof LaunchError
  process.stderr.write(`${known ? `capacity: ${error.message}` : (error as Error).stack}\n`)
  process.exitCode = 1
}
