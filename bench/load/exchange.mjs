// The load: people who are connected, some of whom send. Closed loop: each sender has so many under way and sends the next when one is done.
// Open loop: messages are due at moments that were fixed before, whatever the server does, and waits are counted from when they were due; so a
// server that stalls is not asked less (no coordinated omission).
import {randomBytes} from 'node:crypto';
import {say, settings} from '../processes.mjs';
import {percentile} from '../stats.mjs';
import {connectAll} from './crowd.mjs';
import {randomFrom} from './random.mjs';

const {kind, people, loop, warmUpSeconds, seconds, text, untilDelivered} = settings();

const run = randomBytes(5).toString('hex');
let made = 0;
const nextId = () => `${run}${String(made++).padStart(11, '0')}`;

/** id → when it was due and who sends it, of messages that are waited for. */
const due = new Map();
const arrivals = new Map();
const acknowledged = [];
const delivered = [];
/** Of those the ones who are connected elsewhere than the sender. */
const crossed = [];
let isCounting = false;
let counted = {messages: 0, deliveries: 0};

const connected = await connectAll(kind, people, {
  delivered(id, index) {
    if (isCounting) counted.deliveries++;
    const sent = isCounting ? due.get(id) : undefined;
    if (sent !== undefined) {
      const ms = performance.now() - sent.at;
      delivered.push(ms);
      if (people[index].url !== sent.url) crossed.push(ms);
    }
    arrivals.get(id)?.();
  },
});
const senders = connected.flatMap((client, index) =>
  people[index].to === undefined ? [] : [{client, ...people[index]}],
);

const arrivalOf = (id) =>
  new Promise((resolve) =>
    arrivals.set(id, () => {
      arrivals.delete(id);
      resolve();
    }),
  );

const send = async ({client, to, url}, dueAt) => {
  const id = nextId();
  if (loop.is === 'open') due.set(id, {at: dueAt, url});
  // of a protocol that does not acknowledge, a message is done when it is there
  const there = untilDelivered ? arrivalOf(id) : undefined;
  await client.send({to, id, text});
  await there;
  if (!isCounting) return;
  counted.messages++;
  acknowledged.push(performance.now() - dueAt);
};

let isOver = false;
const failed = (error) => {
  console.error(error);
  process.exit(1);
};

const closedLoop = () => {
  const lane = async (sender) => {
    while (!isOver) await send(sender, performance.now());
  };
  return Array.from({length: loop.underWay}, (_, index) => lane(senders[index % senders.length]).catch(failed));
};

const openLoop = () => {
  const random = randomFrom(1);
  const underWay = new Set();
  let next = performance.now();
  let turn = 0;
  const late = [];
  const timer = setInterval(() => {
    const now = performance.now();
    while (next <= now && !isOver) {
      late.push(now - next);
      const one = send(senders[turn++ % senders.length], next)
        .catch(failed)
        .finally(() => underWay.delete(one));
      underWay.add(one);
      // people come independently of each other
      next += (-Math.log(1 - random()) * 1000) / loop.perSecond;
    }
  }, 1);
  return {
    underWay,
    late,
    stop: () => clearInterval(timer),
  };
};

const begun = loop.is === 'closed' ? closedLoop() : openLoop();
await pause(warmUpSeconds);
counted = {messages: 0, deliveries: 0};
acknowledged.length = 0;
isCounting = true;
say({counting: true});
const from = performance.now();
await pause(seconds);
const took = (performance.now() - from) / 1000;
const {messages, deliveries} = counted;
say({counting: false});
isOver = true;
if (loop.is === 'open') {
  begun.stop();
  // what was due is waited for, however long it takes, and counts
  while (begun.underWay.size > 0) await Promise.race(begun.underWay);
} else await Promise.all(begun);
isCounting = false;

const shown = (waits) =>
  waits.length === 0
    ? undefined
    : {p50: percentile(waits, 0.5), p99: percentile(waits, 0.99), most: Math.max(...waits)};
say({
  messages,
  deliveries,
  seconds: took,
  acknowledgedMs: shown(acknowledged),
  deliveredMs: shown(delivered),
  crossedMs: shown(crossed),
  lateMs: loop.is === 'open' ? shown(begun.late) : undefined,
});
process.exit(0);

function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
