import { Crew } from './crew.ts'

// A process of the generator: takes the orders of generator.ts and answers each.

export type CrewCall = 'open' | 'join' | 'send' | 'tally' | 'whereabouts' | 'close'

export interface Order {
  id: number
  call: CrewCall
  input: unknown
}

export interface Answer {
  id: number
  result?: unknown
  error?: string
}

const crew = new Crew(Number(process.argv[2] ?? 1))

process.on('message', async ({ id, call, input }: Order) => {
  const answer: Answer = { id }
  try {
    answer.result = await (crew[call] as (input: unknown) => unknown).call(crew, input)
  } catch (error) {
    answer.error = (error as Error).message
  }
  process.send?.(answer)
})
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})
