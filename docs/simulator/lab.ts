/** The page: devices side by side, buttons that break things, and the promises counted live. */
import '../../packages/elements/src/define.js';
import {audit, type Verdict} from './audit.js';
import {type Card, createCard} from './device-card.js';
import {calm, startStorm} from './storm.js';
import {createWorld, type Wire, type World} from './world.js';

const auditMs = 500;
const updateMs = 150;
const linesKept = 60;

const byId = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;

const wire: Wire = (device, what, is) => {
  const line = Object.assign(document.createElement('li'), {className: is, textContent: `${device}: ${what}`});
  const list = byId('wire');
  list.prepend(line);
  while (list.children.length > linesKept) list.lastElementChild?.remove();
};

const world = await createWorld(wire);
const cards = world.devices.map((device) => createCard(device, world, wire));
byId('devices').append(...cards.map(({element}) => element));
setInterval(() => updateAll(cards), updateMs);
void watch(world);

let stopStorm: (() => void) | undefined;
const storm = byId<HTMLButtonElement>('storm');
storm.addEventListener('click', () => {
  if (stopStorm) stopStorm();
  stopStorm = stopStorm ? undefined : startStorm(world, () => updateAll(cards));
  storm.setAttribute('aria-pressed', String(!!stopStorm));
  byId('say').textContent = stopStorm
    ? 'People write, and everything breaks.'
    : 'Nobody writes. What is broken stays broken: press Calm.';
});
byId('calm').addEventListener('click', () => {
  if (stopStorm) storm.click();
  calm(world);
  byId('say').textContent = 'All lines are whole. The outboxes empty and the screens come into step.';
});
byId('restart').addEventListener('click', () => {
  for (const {line} of world.devices) line.cut();
  wire('server', 'restarted', 'fault');
});

function updateAll(all: readonly Card[]): void {
  for (const card of all) card.update();
}

/** Counts again and again; the next time only when the last is done. */
async function watch(of: World): Promise<void> {
  for (;;) {
    show(await audit(of));
    await new Promise((resolve) => setTimeout(resolve, auditMs));
  }
}

function show(verdicts: readonly Verdict[]): void {
  byId('promises').replaceChildren(
    ...verdicts.map(({name, broken, counted}) => {
      const item = Object.assign(document.createElement('li'), {className: broken ? 'broken' : 'kept'});
      const number = Object.assign(document.createElement('strong'), {textContent: String(broken)});
      const small = Object.assign(document.createElement('small'), {textContent: counted});
      item.append(number, ` ${name} `, small);
      return item;
    }),
  );
}
