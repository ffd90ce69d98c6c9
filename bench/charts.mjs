// `node bench/charts.mjs RESULTS.json…` draws what `npm run bench -- … --json` wrote as SVG into docs/images: bars, small, readable in light and
// dark. A chart says under which conditions it came about.
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {loads, middleOf, number} from './exchange.mjs';

const width = 640;
const nameWidth = 190;
const valueWidth = 110;
const rowHeight = 28;
const headHeight = 34;
const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function barChart({title, unit, bars, conditions}) {
  const most = Math.max(...bars.map(({value}) => value));
  const room = width - nameWidth - valueWidth;
  const height = headHeight + bars.length * rowHeight + 30;
  const rows = bars.map(({name, value, isOurs}, at) => {
    const y = headHeight + at * rowHeight;
    const length = Math.max(1, Math.round((value / most) * room));
    const shown = value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(1);
    return [
      `<text class="name" x="${nameWidth - 8}" y="${y + 15}">${escaped(name)}</text>`,
      `<rect class="${isOurs ? 'ours' : 'other'}" x="${nameWidth}" y="${y + 2}" width="${length}" height="18" rx="2"/>`,
      `<text x="${nameWidth + length + 6}" y="${y + 15}">${shown} ${escaped(unit)}</text>`,
    ].join('');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<style>
text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600}.name{text-anchor:end}.small{font-size:11px;fill:#59636e}
.ground{fill:#fff}.ours{fill:#0a66c2}.other{fill:#9aa4b0}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#9198a1}.ground{fill:#0d1117}.ours{fill:#58a6ff}.other{fill:#6e7681}}
</style>
<rect class="ground" width="${width}" height="${height}" rx="6"/>
<text class="title" x="8" y="18">${escaped(title)}</text>
${rows.join('\n')}
<text class="small" x="8" y="${height - 8}">${escaped(conditions)}</text>
</svg>
`;
}

const ours = ['reference server', 'three nodes'];
const isOurs = (name) => ours.includes(name);
const mapped = (object, value) => Object.fromEntries(Object.entries(object).map(([key, one]) => [key, value(one)]));
/** `more`: what is said behind each name. */
const fromTurns = (results, figure, more = '') =>
  Object.keys(results).map((name) => ({
    name: `${name}${more}`,
    value: middleOf(results, name, figure),
    isOurs: isOurs(name),
  }));
const msFor1000 = ({cpuMs, deliveries}) => (cpuMs * 1000) / deliveries;
const ofNodes = (results, what) => ({
  title: `${what} on one node and on three: CPU time of all nodes for 1,000 deliveries`,
  unit: 'ms',
  bars: fromTurns(results, msFor1000),
  conditions: `One run, two cores, ${loads(results)}, PostgreSQL and Redis on the same machine, closed loop, loopback, no TLS`,
});

/** Beside the bare server alone, or beside prosody and ejabberd too. */
const roomAndPairs = ({figures}) => ({
  'server-room': barChart({
    title: 'A room of 100: deliveries per second of the server’s CPU time',
    unit: '',
    bars: fromTurns(figures.room, ({deliveriesPerCpuSecond}) => deliveriesPerCpuSecond),
    conditions: `One run, two cores, ${loads(figures.room)}, every message kept, closed loop, loopback, no TLS`,
  }),
  'server-pairs': barChart({
    title: '50 pairs: messages per second of the server’s CPU time',
    unit: '',
    bars: fromTurns(figures.pairs, ({messagesPerCpuSecond}) => messagesPerCpuSecond),
    conditions: `One run, two cores, ${loads(figures.pairs)}, every message kept, 256 under way, loopback, no TLS`,
  }),
});

const charts = {
  deliveries: roomAndPairs,
  xmpp: roomAndPairs,
  latency: ({figures}) => ({
    'server-latency': barChart({
      title: '500 messages a second in 200 pairs: from due to delivered',
      unit: 'ms',
      bars: ['p50', 'p99'].flatMap((part) => fromTurns(figures, ({deliveredMs}) => deliveredMs[part], `, ${part}`)),
      conditions: `One run, two cores, ${loads(figures)}, open loop, every message on the disk, loopback, no TLS`,
    }),
  }),
  groups: ({figures}) => ({
    'server-groups': barChart({
      title: 'Big groups: deliveries per second of the server’s CPU time',
      unit: '',
      bars: Object.entries(figures).flatMap(([members, found]) =>
        fromTurns(
          mapped(found, ({sends}) => sends),
          ({deliveriesPerCpuSecond}) => deliveriesPerCpuSecond,
          `, ${number(Number(members))}`,
        ),
      ),
      conditions: `One run, two cores, ${loads(mapped(Object.values(figures).at(-1), ({sends}) => sends))}, everybody connected, 4 under way, loopback, no TLS`,
    }),
  }),
  nodes: ({figures}) => ({
    'server-nodes-room': barChart(ofNodes(figures.room, 'A room of 100')),
    'server-nodes-pairs': barChart(ofNodes(figures.pairs, '50 pairs')),
  }),
  idle: ({figures}) => ({
    'server-idle': barChart({
      title: 'Memory of the server’s process for each of 10,000 idle sockets',
      unit: 'KB',
      bars: Object.keys(figures).map((name) => ({
        name,
        value: figures[name].steps.at(-1).bytesPerSocket / 1024,
        isOurs: isOurs(name),
      })),
      conditions:
        'One run, two cores, resident memory after a garbage collection less that without sockets, loopback, no TLS',
    }),
  }),
};

for (const file of process.argv.slice(2)) {
  const {results} = JSON.parse(readFileSync(file, 'utf8'));
  for (const [name, result] of Object.entries(results)) {
    for (const [image, svg] of Object.entries(charts[name]?.(result) ?? {}))
      writeFileSync(fileURLToPath(new URL(`../docs/images/${image}.svg`, import.meta.url)), svg);
  }
}
