/**
 * Shares one read among all who ask while it waits to begin. At most one read is under way and one is next; whoever
 * asks is answered by a read that began after the asking, so nobody gets an old answer.
 */
export const coalesce = <Result>(read: () => Promise<Result>): (() => Promise<Result>) => {
  let underWay: Promise<unknown> | undefined
  let next: Promise<Result> | undefined
  const begin = (): Promise<Result> => {
    next = undefined
    const result = read()
    underWay = result
    const end = () => {
      if (underWay === result) underWay = undefined
    }
    result.then(end, end)
    return result
  }
  return () => {
    if (underWay === undefined) return begin()
    next ??= underWay.then(begin, begin)
    return next
  }
}
