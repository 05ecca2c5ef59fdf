import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Memory } from './memory.ts'

const MemoryContext = createContext<Memory | undefined>(undefined)

/** Gives what is remembered of the user to everything below. */
export const MemoryProvider = MemoryContext.Provider

export const useMemory = (): Memory => {
  const memory = useContext(MemoryContext)
  if (memory === undefined) throw new Error('useMemory outside of a MemoryProvider')
  return memory
}
