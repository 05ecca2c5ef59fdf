/**
 * Runs `check` until it no longer throws and returns what it returned. Only for states that no event announces; what an
 * event announces is awaited with `client.next`. Rejects after `timeoutMs` with the last reason.
 */
export const eventually = async <Result>(
  check: () => Result | Promise<Result>,
  timeoutMs = 10_000,
): Promise<Result> => {
  const end = performance.now() + timeoutMs
  for (;;) {
    try {
      return await check()
    } catch (reason) {
      if (performance.now() > end) throw reason
      // Gives the machine to what is waited for; the length decides nothing.
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}
