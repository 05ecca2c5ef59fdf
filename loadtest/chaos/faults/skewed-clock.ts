// Loaded into a node before its program (`--import`). SIGUSR2 moves its clock by CHAOS_CLOCK_SKEW_MS, and back again.

const skewMs = Number(process.env.CHAOS_CLOCK_SKEW_MS ?? 0)
const RealDate = Date
const realNow = Date.now
let moved = false

const now = (): number => realNow() + (moved ? skewMs : 0)

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
  apply: () => new RealDate(now()).toString(),
})
Date.now = now
process.on('SIGUSR2', () => {
  moved = !moved
})
