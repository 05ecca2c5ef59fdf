import { waitUntil } from '../wait-until.ts'

/** Whether a node says it is ready; undefined when it does not answer. */
const isReady = async (url: string): Promise<boolean | undefined> => {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1000) })
    await answer.body?.cancel()
    return answer.status === 200
  } catch {
    return undefined
  }
}

/** Waits until a node says that it is ready, or that it is not. Resolves with how long that took, in ms. */
export const waitForReadiness = async (
  node: { url: string },
  ready: boolean,
  patienceMs = 20_000,
): Promise<number> => {
  const begin = performance.now()
  const reached = await waitUntil(async () => (await isReady(node.url)) === ready, patienceMs, 20)
  return reached ? performance.now() - begin : Number.POSITIVE_INFINITY
}
