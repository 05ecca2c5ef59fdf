/**
 * Whole numbers below `limit`, the same ones for the same seed, so that a failure comes back. A linear congruential
 * generator: its high bits are random enough to shuffle a test.
 */
export const createRandom = (seed: number): ((limit: number) => number) => {
  let state = BigInt(seed)
  return limit => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn
    return Number(state >> 33n) % limit
  }
}
