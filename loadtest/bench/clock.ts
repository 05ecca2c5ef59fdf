/** Microseconds on a clock that all processes of this machine share. */
export const nowMicros = (): number => Number(process.hrtime.bigint() / 1000n)
