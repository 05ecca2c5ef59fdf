import { escapeText } from '../../escape-text.ts'

/** A drawing of its own, readable on light and on dark ground. */
export const drawing = (width: number, height: number, title: string, parts: string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(title)}">`,
    '<style>',
    'text { font: 13px system-ui, sans-serif; fill: #24292f }',
    '.small { font-size: 11px; fill: #57606a } .strong { font-weight: 600 }',
    '.axis { stroke: #d0d7de } .track { fill: #d0d7de66 } .target { stroke: #cf222e; stroke-dasharray: 4 3 }',
    '.a { fill: #2a78d6 } .b { fill: #8c959f } .c { fill: #eda100 } .d { fill: #2f9e6e }',
    '.line-a { stroke: #2a78d6; fill: none; stroke-width: 2 } .line-b { stroke: #8c959f; fill: none; stroke-width: 2 }',
    '@media (prefers-color-scheme: dark) {',
    'text { fill: #e6edf3 } .small { fill: #9198a1 } .axis { stroke: #3d444d } .track { fill: #3d444d66 } .target { stroke: #ff7b72 }',
    '.a { fill: #58a6ff } .b { fill: #6e7681 } .line-a { stroke: #58a6ff } .line-b { stroke: #6e7681 }',
    '}',
    '</style>',
    `<text class="strong" x="0" y="16">${escapeText(title)}</text>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')

const round = (value: number): string => String(Math.round(value * 10) / 10)

export const text = (x: number, y: number, words: string, kind = '', anchor = 'start'): string =>
  `<text class="${kind}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escapeText(words)}</text>`

export const rect = (x: number, y: number, width: number, height: number, kind: string): string =>
  `<rect class="${kind}" x="${round(x)}" y="${round(y)}" width="${round(Math.max(width, 0))}" height="${round(height)}" rx="2"/>`

export const line = (x1: number, y1: number, x2: number, y2: number, kind: string): string =>
  `<line class="${kind}" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`

export const curve = (points: readonly (readonly [number, number])[], kind: string): string =>
  `<polyline class="${kind}" points="${points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')}"/>`

export const dot = (x: number, y: number, kind: string): string =>
  `<circle class="${kind}" cx="${round(x)}" cy="${round(y)}" r="3"/>`
