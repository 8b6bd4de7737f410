/** The style sheet of the HTML report: light and dark, narrow and wide, screen and paper. Nothing in it is fetched. */
export const STYLES = `
:root {
  color-scheme: light dark;
  --paper: #fbfbf9; --panel: #ffffff; --ink: #1d2329; --ink-soft: #57616b; --rule: #dde1e4; --accent: #1f5f8b;
  --tint: #eef3f6; --bad: #a3261d; --bad-tint: #fbeceb; --good: #1c6b3f; --good-tint: #e8f4ed; --warn: #7a5200; --warn-tint: #fbf3e0;
  --series-1: #3b7ea6; --series-2: #c2703d; --series-3: #5b8c5a; --series-4: #8a6fb0; --series-5: #b0546f; --series-6: #6f7c86;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181c; --panel: #1a1f24; --ink: #e3e7ea; --ink-soft: #a0abb5; --rule: #313940; --accent: #7fbce6;
    --tint: #20272d; --bad: #f2958d; --bad-tint: #3a1f1d; --good: #83cfa2; --good-tint: #1a3325; --warn: #e6bf6b; --warn-tint: #352a14;
    --series-1: #63a6cf; --series-2: #dd9463; --series-3: #83b381; --series-4: #ad95d1; --series-5: #d57f98; --series-6: #93a0aa;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 var(--sans); }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; padding: 0.5rem 1rem; background: var(--panel); z-index: 9; }
code { font-family: var(--mono); font-size: 0.88em; background: var(--tint); padding: 0.08em 0.32em; border-radius: 3px; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.3rem); margin: 0 0 0.75rem; letter-spacing: -0.015em; overflow-wrap: anywhere; }
h2 { font-size: 1.4rem; margin: 3rem 0 1rem; padding-top: 1.25rem; border-top: 1px solid var(--rule); letter-spacing: -0.01em; }
h3 { font-size: 1.05rem; margin: 2rem 0 0.6rem; }
p, ul, ol { margin: 0.6rem 0; max-width: 46rem; }
.masthead { max-width: 82rem; margin: 0 auto; padding: 2.5rem 1.5rem 1rem; }
.masthead dl { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; margin: 0; }
.masthead dl > div { min-width: 0; }
.masthead dt { font-size: 0.78rem; color: var(--ink-soft); }
.masthead dd { margin: 0; }
.layout { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 3rem; max-width: 82rem; margin: 0 auto; padding: 0 1.5rem 4rem; }
nav { font-size: 0.9rem; }
nav ol { position: sticky; top: 1rem; list-style: none; margin: 1.25rem 0 0; padding: 0; max-height: calc(100vh - 2rem); overflow: auto; }
nav ol ol { position: static; margin: 0.15rem 0 0.4rem; padding-left: 0.9rem; max-height: none; font-size: 0.93em; }
nav li { margin: 0.3rem 0; }
nav a { color: var(--ink-soft); text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
main > section:first-child > h2 { border: 0; margin-top: 0; }
#executive-summary ol { font-size: 1.16rem; line-height: 1.6; padding-left: 1.5rem; max-width: 50rem; }
#executive-summary li { margin: 0.7rem 0; padding-left: 0.3rem; }
#executive-summary li::marker { color: var(--ink-soft); font-variant-numeric: tabular-nums; }
li { margin: 0.35rem 0; }
.number { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; white-space: nowrap;
  font-variant-numeric: tabular-nums; text-decoration: underline dotted 1px var(--ink-soft); text-underline-offset: 0.22em; }
.number:hover { color: var(--accent); text-decoration: underline solid 1px; }
li .number, p .number { font-weight: 600; }
.ref { display: none; }
.verdict, .severity { font-weight: 600; padding: 0.05em 0.5em; border-radius: 3px; background: var(--tint); }
.verdict-regressed, .severity-critical { color: var(--bad); background: var(--bad-tint); }
.verdict-improved { color: var(--good); background: var(--good-tint); }
.verdict-confounded, .severity-warning { color: var(--warn); background: var(--warn-tint); }
.scroll { overflow: auto; width: fit-content; max-width: 100%; max-height: 85vh; margin: 0.8rem 0 1.2rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--panel); }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 0.42rem 0.75rem; text-align: left; vertical-align: top; }
th code, td code { overflow-wrap: break-word; }
th.long, td.long { min-width: 16rem; max-width: 34rem; }
th.right, td.right { text-align: right; white-space: nowrap; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--panel); font-weight: 600; color: var(--ink-soft);
  white-space: nowrap; box-shadow: inset 0 -1px var(--rule); }
thead code { background: none; padding: 0; }
tbody th { font-weight: inherit; }
tbody tr + tr > * { border-top: 1px solid var(--rule); }
tbody tr:hover > * { background: var(--tint); }
td .number { text-decoration-color: transparent; }
td .number:hover, td .number:focus-visible { text-decoration-color: currentcolor; }
details { margin: 0.8rem 0; }
summary { cursor: pointer; color: var(--accent); }
figure { margin: 1rem 0 2rem; padding: 1rem 1rem 0.6rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--panel); max-width: 50rem; overflow-x: auto; }
figure svg { display: block; width: 100%; min-width: 30rem; height: auto; font-family: var(--sans); }
figcaption { font-size: 0.88rem; color: var(--ink-soft); margin-bottom: 0.6rem; }
figcaption strong { display: block; color: var(--ink); font-size: 0.98rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; list-style: none; padding: 0; margin: 0.3rem 0 0; }
.swatch { display: inline-block; width: 0.7em; height: 0.7em; border-radius: 2px; margin-right: 0.4em; }
.evidence-popover { border: 1px solid var(--rule); border-radius: 8px; background: var(--panel); color: var(--ink); padding: 1rem 1.2rem; margin: auto;
  width: min(38rem, calc(100vw - 2rem)); max-height: 80vh; overflow: auto; box-shadow: 0 8px 40px rgb(0 0 0 / 0.28); font-size: 0.92rem; }
.evidence-popover::backdrop { background: rgb(0 0 0 / 0.18); }
.evidence-popover .what { margin: 0 0 0.6rem; font-weight: 600; }
.evidence-popover dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.3rem 1rem; margin: 0; }
.evidence-popover dt { color: var(--ink-soft); }
.evidence-popover dd { margin: 0; overflow-wrap: anywhere; }
.evidence-popover .close { float: right; font: inherit; color: var(--ink-soft); background: none; border: 0; cursor: pointer; }
tr:target > * { background: var(--warn-tint); }
.mono { font-family: var(--mono); font-size: 0.86em; }
footer { max-width: 82rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; color: var(--ink-soft); font-size: 0.85rem; }
@media (max-width: 60rem) {
  .layout { display: block; }
  nav ol { position: static; columns: 2; max-height: none; }
  nav ol ol { display: none; }
  .masthead { padding-top: 1.5rem; }
}
@media (max-width: 34rem) {
  body { font-size: 15px; }
  .masthead, .layout { padding-left: 1rem; padding-right: 1rem; }
  nav ol { columns: 1; }
  #executive-summary ol { font-size: 1.06rem; padding-left: 1.3rem; }
  th, td { padding: 0.38rem 0.55rem; }
}
@media print {
  figure svg { min-width: 0; }
  :root { color-scheme: light; }
  body { font-size: 10pt; background: none; }
  nav, .skip, .evidence-popover { display: none; }
  .layout { display: block; padding: 0; }
  .masthead { padding: 0; }
  .scroll { max-height: none; overflow: visible; border: 0; }
  th.long, td.long { min-width: 0; }
  thead th { position: static; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { display: none; }
  table { font-size: 8pt; }
  tr, figure { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .number { text-decoration: none; }
  .ref { display: inline; }
}
`;
