/** The page's style: light or dark as the reader's system is, and fit for print. No file beside the page is needed. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c2430; --quiet: #5c6675; --rule: #d8dde4; --panel: #f5f7f9;
  --good: #1a7f4b; --bad: #b3261e; --warn: #8a5a00;
  --tone-1: #2f6fd0; --tone-2: #c2570c; --tone-3: #6b3fa0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #11161d; --ink: #e7ebf0; --quiet: #9aa5b4; --rule: #2b3440; --panel: #182029;
    --good: #5fd096; --bad: #ff8a80; --warn: #f0b95b;
    --tone-1: #7fb0ff; --tone-2: #ffa25c; --tone-3: #c9a2ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 20px 64px; max-width: 800px; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 28px; line-height: 1.2; }
h2 { margin: 40px 0 12px; font-size: 20px; }
h3 { margin: 0; font-size: 16px; }
small { color: var(--quiet); font-weight: normal; font-size: 13px; }
p { margin: 8px 0; }
.quiet { color: var(--quiet); }
.verdict { display: inline-block; margin: 16px 0 0; padding: 6px 14px; border: 2px solid currentColor;
  border-radius: 6px; font-weight: 600; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.warn { color: var(--warn); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px; margin: 24px 0 0;
  padding: 0; list-style: none; }
.tiles li { padding: 12px 16px; border-radius: 8px; background: var(--panel); }
.tiles b { display: block; font-size: 24px; font-variant-numeric: tabular-nums; }
.tiles span { color: var(--quiet); font-size: 13px; }
figure { margin: 24px 0 0; }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 16px; }
svg { display: block; width: 100%; height: auto; font-size: 11px; }
svg text { fill: var(--quiet); }
svg .y { text-anchor: end; dominant-baseline: middle; }
svg .x { text-anchor: middle; }
svg text.mark { text-anchor: middle; fill: var(--ink); }
svg line.grid { stroke: var(--rule); }
svg line.mark { stroke: var(--quiet); stroke-dasharray: 2 3; }
svg path { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
svg .hint { fill: transparent; }
svg .hint:hover { fill: var(--quiet); fill-opacity: 0.15; }
path.tone-1 { stroke: var(--tone-1); }
path.tone-2 { stroke: var(--tone-2); stroke-dasharray: 6 4; }
path.tone-3 { stroke: var(--tone-3); stroke-dasharray: 1 4; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0; padding: 0; list-style: none; font-size: 13px; }
.legend li::before { content: ""; display: inline-block; width: 22px; margin-right: 6px; vertical-align: middle;
  border-top: 2px solid var(--tone-1); }
.legend .tone-2::before { border-top: 2px dashed var(--tone-2); }
.legend .tone-3::before { border-top: 2px dotted var(--tone-3); }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px; border-bottom: 1px solid var(--rule); text-align: left; white-space: nowrap; }
th { color: var(--quiet); font-weight: 600; }
th.number, td.number { text-align: right; }
`
