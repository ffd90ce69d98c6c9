import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import type {ChatOptions} from '@parlor/sdk';
import {type Dice, dice, seed, times} from './kit/chance.js';
import {type Device, device} from './kit/device.js';
import {readStored} from './kit/judge.js';
import {BadLine, type Faults} from './kit/line.js';
import {group} from './kit/rooms.js';
import {startServer} from './server.js';
import {until} from './until.js';

let server: Awaited<ReturnType<typeof startServer>>;
before(async () => {
  server = await startServer({page: 'none'});
});
after(() => server[Symbol.asyncDispose]());

/** What each of the two writes; the server lets nobody send much more at once. */
const texts = 16;

type Trouble = {
  is: string;
  /** All the time, from when both are online. */
  faults?: Partial<Faults>;
  /** Goes on while they write; both lines are mended after it. */
  meanwhile?: (line: BadLine, dice: Dice) => Promise<void>;
  options?: Partial<ChatOptions>;
};

const cuts =
  (count: number, everyMs: number) =>
  async (line: BadLine, chance: Dice): Promise<void> => {
    for (let cut = 0; cut < count; cut++) {
      await pause(everyMs / 2 + chance.below(everyMs));
      line.cut();
    }
  };

const troubles: Trouble[] = [
  {is: 'a line that is cut again and again (F26, F39)', meanwhile: cuts(8, 200)},
  {is: 'a line that is slow', faults: {latencyMs: 150}, meanwhile: cuts(1, 1_500)},
  {is: 'a line that brings single bytes', faults: {slices: true}, meanwhile: cuts(2, 800)},
  {
    is: 'connections that end in the middle of a frame (F26)',
    async meanwhile(line, chance) {
      for (let turn = 0; turn < 8; turn++) {
        line.make({cutAfter: 300 + chance.below(3_000)});
        await pause(150);
      }
    },
  },
  {
    is: 'a line that is dead and does not say so (F16, F34)',
    async meanwhile(line) {
      await pause(300);
      line.make({stalls: true});
      const {connections} = line.counts;
      // nothing but the missing heartbeat tells the client
      await until(
        () => line.counts.connections,
        (now) => now > connections,
        'the client gives the dead line up',
      );
    },
  },
  {
    is: 'a line that holds everything back for a while (F29)',
    async meanwhile(line) {
      for (let turn = 0; turn < 3; turn++) {
        await pause(250);
        line.make({stalls: true});
        await pause(400);
        line.make({stalls: false});
      }
    },
  },
  {
    is: 'a server that nobody reaches for a while, and a page that asks for a password in its place (F35)',
    async meanwhile(line) {
      for (const fault of ['refuses', 'portal'] as const) {
        await pause(300);
        line.make({[fault]: true});
        line.cut();
        await pause(500);
        line.make({[fault]: false});
      }
    },
  },
  {is: 'a network without WebSockets (F36)', faults: {noSockets: true}, meanwhile: cuts(3, 400)},
  {is: 'plain requests on a line that is cut (F36)', options: {transport: 'http'}, meanwhile: cuts(6, 250)},
  {is: 'a network that says everything twice (F27, F30, F33)', faults: {echoes: true}, meanwhile: cuts(4, 300)},
  ...Array.from({length: times(2)}, (_, turn) => ({
    is: `a storm of all of it, number ${turn + 1} (F26, F29, F31, F39)`,
    async meanwhile(line: BadLine, chance: Dice) {
      await line.storm(chance, AbortSignal.timeout(3_000));
    },
  })),
];

describe('two people write to each other, and everything arrives once and in order (I1, I2, I3, I4)', {
  concurrency: 4,
}, () => {
  for (const [at, trouble] of troubles.entries()) {
    test(`over ${trouble.is}`, async () => {
      const chance = dice(seed + 100 * at);
      const users = [`ann-${at}`, `ben-${at}`];
      const room = await group(server, users);
      await using annsLine = await BadLine.to(server.port);
      await using bensLine = await BadLine.to(server.port);
      const lines = [annsLine, bensLine];
      using ann = device(server, annsLine.url, users[0]!, room, trouble.options);
      using ben = device(server, bensLine.url, users[1]!, room, trouble.options);
      const both = [ann, ben];
      for (const one of both)
        await until(one.state, ({connection}) => connection.is === 'online', 'both are online', 45_000);
      for (const line of lines) line.make(trouble.faults ?? {});

      const weather = Promise.all(lines.map((line, side) => trouble.meanwhile?.(line, dice(seed + 100 * at + side))));
      for (let text = 1; text <= texts; text++) {
        for (const [side, {chat}] of both.entries()) chat.send(room, `${users[side]} ${text}`).sent.catch(() => {});
        await pause(chance.below(200));
      }
      await weather;
      for (const line of lines) line.mend();

      for (const one of both) await until(one.state, ({waiting}) => waiting === 0, 'everything was sent', 45_000);
      const stored = readStored(server.database).messages.filter(({conversation}) => conversation === room);
      for (const user of users) {
        assert.deepEqual(
          stored.filter(({sender}) => sender === user).map(({text}) => text),
          Array.from({length: texts}, (_, text) => `${user} ${text + 1}`),
          `what ${user} wrote is stored once, in order`,
        );
      }
      for (const one of both)
        await shows(
          one,
          stored.map(({text}) => text),
        );
    });
  }
});

/** The device comes to show exactly this. */
const shows = (one: Device, wanted: readonly string[]): Promise<unknown> =>
  until(one.texts, (seen) => seen.join() === wanted.join(), `${one.chat.user} sees ${wanted.join()}`, 45_000);
