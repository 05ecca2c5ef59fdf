/** Ms to wait after so many failures in a row: doubling up to 5 s, half of it by chance, so that a crowd spreads out. */
export const backOffMs = (failures: number, random = Math.random()): number =>
  Math.min(5000, 100 * 2 ** failures) * (0.5 + random / 2)
