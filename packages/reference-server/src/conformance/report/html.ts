/** The report as one page that needs nothing else: no script, no font, no address. Everything put into it is escaped. */
import {byChapter, type Chapter} from '../chapters.js';
import type {Outcome, Report} from '../run.js';
import {styles} from './styles.js';
import {summary} from './text.js';

/** Text that is markup already; only `html` makes it. */
class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? letter);

type Part = Markup | string | number | readonly Part[];

function textOf(part: Part): string {
  if (part instanceof Markup) return part.text;
  return typeof part === 'object' ? part.map(textOf).join('') : escaped(String(part));
}

function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, string, at) => text + textOf(parts[at - 1] ?? '') + string));
}

export function htmlReport(report: Report): string {
  const {url, startedAt, ms, transports, outcomes, leftOut, counts, server} = report;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Parlor conformance: ${summary(counts)}</title>
<style>${new Markup(styles)}</style>
</head>
<body>
<header>
<h1>Parlor conformance</h1>
<p class="server">${url}</p>
<ul class="counts">
${Object.entries(counts).map(([verdict, count]) => html`<li class="${count === 0 && verdict !== 'ok' ? 'none' : verdict}"><b>${count}</b> ${verdict}</li>\n`)}</ul>
<dl>
<div><dt>Protocol</dt><dd>version 1</dd></div>
<div><dt>Transports</dt><dd>${transports.join(', ')}</dd></div>
<div><dt>Features</dt><dd>${server.features?.join(', ') ?? 'not asked'}</dd></div>
<div><dt>Run</dt><dd><time datetime="${startedAt}">${startedAt.replace('T', ' ').slice(0, 19)}</time> UTC, ${(ms / 1000).toFixed(1)} s</dd></div>
</dl>
</header>
<main>
${byChapter(outcomes).map(chapterOf)}
${
  leftOut.length === 0
    ? ''
    : html`<section>
<h2>Left out</h2>
<ul>${leftOut.map(({id, says, why}) => html`<li><code>${id}</code> ${says} <span class="why">${why}</span></li>\n`)}</ul>
</section>`
}
</main>
</body>
</html>
`;
  return page.text;
}

function chapterOf({name, items}: Chapter<Outcome>): Markup {
  const ok = items.filter(({verdict}) => verdict === 'ok').length;
  const isFine = ok === items.length;
  return html`<details${isFine ? '' : new Markup(' open')}>
<summary><h2>${name}</h2><span class="${isFine ? 'ok' : 'failed'}">${ok} of ${items.length} ok</span></summary>
<table>
<thead><tr><th scope="col">Verdict</th><th scope="col">Case</th><th scope="col">Over</th><th scope="col">What must be so</th></tr></thead>
<tbody>
${items.map(
  ({
    id,
    verdict,
    transport,
    says,
    why,
  }) => html`<tr class="${verdict}"><td><span>${verdict}</span></td><td><code>${id}</code></td><td>${transport}</td><td>${says}${
    why === undefined ? '' : html`<p class="why">${why}</p>`
  }</td></tr>
`,
)}</tbody>
</table>
</details>
`;
}
