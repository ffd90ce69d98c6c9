// `node bench/capacity.mjs RESULTS.json…` fits the model of docs/scaling.md to what `npm run bench -- scenes … --json` wrote, and checks it on what it was not
// fitted to: prints the constants and prediction ÷ measurement, as tables for that page.
import {readFileSync} from 'node:fs';
import {leastSquares} from './least-squares.mjs';

/** What the constants are fitted to; all else is a check. */
const fitted = [
  '50 pairs, 1 under way',
  '50 pairs, 256 under way',
  'a room of 10, 64 under way',
  'a room of 100, 1 under way',
  'a room of 100, 32 under way',
  'a room of 1,000, 4 under way',
];
/** What a message is made of, each a number for one message. */
const parts = {
  message: () => 1,
  commit: ({commits}) => commits,
  frame: ({deliveries}) => deliveries,
  call: ({calls}) => calls,
};
const databaseParts = {message: () => 1, commit: ({commits}) => commits};

const points = process.argv.slice(2).flatMap((file) => pointsOf(JSON.parse(readFileSync(file, 'utf8')).results));
const stores = [...new Set(points.map(({store}) => store))];
const models = {};
for (const store of stores) {
  const own = points.filter((point) => point.store === store);
  const base = own.filter(({name}) => fitted.includes(name));
  if (base.length < fitted.length) continue;
  const model = fit(base, parts, ({cpuUs}) => cpuUs);
  models[store] = model;
  print(`${store}: µs of the node's CPU time`, model);
  if (base[0].databaseCpuUs !== undefined) {
    const database = fit(base, databaseParts, ({databaseCpuUs}) => databaseCpuUs);
    models[`${store} itself`] = database;
    print(`${store}: µs of the database's own CPU time`, database);
  }
}
for (const store of stores) check(store);

function pointsOf(results) {
  const found = [];
  const add = (store, name, turns) => found.push(pointOf(store, name, turns));
  for (const [store, named] of Object.entries(results.scenes?.figures ?? {}))
    for (const [name, turns] of Object.entries(named)) add(store, name, turns);
  const ours = 'reference server';
  const {deliveries, groups, latency, nodes, xmpp} = results;
  for (const [bench, result] of Object.entries({deliveries, xmpp})) {
    if (!result) continue;
    add('SQLite', `${bench}: a room of 100, 32 under way`, result.figures.room[ours]);
    add('SQLite', `${bench}: 50 pairs, 256 under way`, result.figures.pairs[ours]);
  }
  if (latency) add('SQLite', 'latency: 200 pairs, 500 a second', latency.figures[ours]);
  for (const [members, one] of Object.entries(groups?.figures ?? {}))
    add('SQLite', `groups: a room of ${Number(members).toLocaleString('en-US')}, 4 under way`, one[ours].sends);
  for (const [name, store] of [
    ['one node', 'PostgreSQL'],
    ['three nodes', 'three nodes'],
  ]) {
    if (!nodes) continue;
    add(store, 'nodes: a room of 100, 32 under way', nodes.figures.room[name]);
    add(store, 'nodes: 50 pairs, 256 under way', nodes.figures.pairs[name]);
  }
  return found;
}

/** What one message takes, over all rounds. */
function pointOf(store, name, turns) {
  const sum = (figure) => turns.reduce((all, turn) => all + figure(turn), 0);
  const messages = sum((turn) => turn.messages);
  const each = (figure) => sum(figure) / messages;
  const hasDatabase = turns[0].database !== undefined;
  return {
    store,
    name,
    cpuUs: each(({cpuMs}) => cpuMs * 1000),
    deliveries: each((turn) => turn.deliveries),
    calls: each(({wire}) => wire.calls),
    // on SQLite a turn of the event loop has one commit
    commits: each(({wire, database}) => database?.transactions ?? wire.turns),
    bytesDown: each(({wire}) => wire.bytesDown),
    bytesUp: each(({wire}) => wire.bytesUp),
    databaseCpuUs: hasDatabase ? each(({database}) => database.cpuMs * 1000) : undefined,
  };
}

/** Relative errors count: a room of a thousand is no more important than a pair. */
function fit(base, made, measured) {
  const rows = base.map((point) => Object.values(made).map((part) => part(point) / measured(point)));
  const found = leastSquares(
    rows,
    base.map(() => 1),
  );
  return {made, constants: Object.fromEntries(Object.keys(made).map((name, at) => [name, found[at]]))};
}

function predicted({made, constants}, point) {
  return Object.entries(made).reduce((sum, [name, part]) => sum + constants[name] * part(point), 0);
}

function print(title, {constants}) {
  const shown = Object.entries(constants).map(([name, value]) => `${name} ${value.toFixed(1)}`);
  console.log(`${title}: ${shown.join(', ')}`);
}

function check(store) {
  const model = models[store];
  const own = points.filter((point) => point.store === store);
  console.log(
    `\n| ${store} | receivers | calls | commits | measured, µs | model ÷ measured | the database, µs | model ÷ | bytes down, up |`,
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const point of own) {
    const {name, deliveries, calls, commits, cpuUs, databaseCpuUs, bytesDown, bytesUp} = point;
    const database = models[`${store} itself`];
    const cells = [
      `${name}${model && fitted.includes(name) ? ' (fitted)' : ''}`,
      deliveries.toFixed(0),
      calls.toFixed(1),
      commits.toFixed(2),
      cpuUs.toFixed(0),
      model ? (predicted(model, point) / cpuUs).toFixed(2) : '',
      databaseCpuUs?.toFixed(0) ?? '',
      database && databaseCpuUs ? (predicted(database, point) / databaseCpuUs).toFixed(2) : '',
      `${bytesDown.toFixed(0)}, ${bytesUp.toFixed(0)}`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
