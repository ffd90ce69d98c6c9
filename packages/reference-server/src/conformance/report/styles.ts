/** How the HTML report looks, light and dark, on a screen and on paper. */
export const styles = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1c1b1a, #eceae6);
  --dim: light-dark(#66625c, #a39e96);
  --ground: light-dark(#faf9f7, #171615);
  --card: light-dark(#ffffff, #201f1d);
  --line: light-dark(#e4e1dc, #35332f);
  --ok: light-dark(#1a7a48, #5cc98d);
  --non-strict: light-dark(#8a6100, #e0b04c);
  --failed: light-dark(#b3261e, #ff8a80);
  --unimplemented: light-dark(#5b5f97, #a9aeea);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-inline-size: 72rem;
  padding: 2rem 1rem 4rem;
  background: var(--ground);
  color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif;
}
h1 { margin: 0; font-size: 1.75rem; letter-spacing: -0.02em; }
h2 { display: inline; margin: 0; font-size: 1.05rem; }
.server { margin: 0; color: var(--dim); overflow-wrap: anywhere; }
ul.counts { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.5rem 0; padding: 0; list-style: none; }
ul.counts li {
  padding: 0.75rem 1.25rem;
  border: 1px solid var(--line);
  border-radius: 0.75rem;
  background: var(--card);
}
ul.counts b { display: block; font-size: 1.75rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
dl { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; margin: 0 0 2rem; }
dt { color: var(--dim); font-size: 0.8125rem; }
dd { margin: 0; }
details, section {
  margin-block: 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.75rem;
  background: var(--card);
}
section { padding: 1rem; }
summary { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between; padding: 0.75rem 1rem; cursor: pointer; }
summary:focus-visible { outline: 2px solid var(--unimplemented); outline-offset: 2px; border-radius: 0.75rem; }
table { inline-size: 100%; border-collapse: collapse; font-size: 0.9375rem; }
th, td { padding: 0.5rem 1rem; border-block-start: 1px solid var(--line); text-align: start; vertical-align: top; }
th { color: var(--dim); font-size: 0.8125rem; font-weight: 500; }
td:nth-child(-n + 3) { white-space: nowrap; }
code { font: 0.875em ui-monospace, monospace; }
.why { margin: 0.25rem 0 0; color: var(--dim); white-space: pre-wrap; overflow-wrap: anywhere; }
.none { color: var(--dim); }
li.ok, tr.ok span, span.ok { color: var(--ok); }
li.non-strict, tr.non-strict span { color: var(--non-strict); }
li.failed, tr.failed span, span.failed { color: var(--failed); }
li.unimplemented, tr.unimplemented span { color: var(--unimplemented); }
tr.failed span { font-weight: 700; }
@media (max-width: 40rem) {
  thead { display: none; }
  tr { display: block; padding-block: 0.5rem; border-block-start: 1px solid var(--line); }
  td { display: inline-block; padding-block: 0.125rem; border: 0; }
  td:last-child { display: block; }
}
`;
