/** How many characters the longest cell of each column has. */
export const columnWidths = (rows: readonly (readonly string[])[]): number[] => {
  const [first = []] = rows
  return first.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
}

/** A row of a table in a terminal: the first cell begins its column, the figures behind it end theirs. */
export const alignRow = (row: readonly string[], widths: readonly number[]): string =>
  row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join('  ')
