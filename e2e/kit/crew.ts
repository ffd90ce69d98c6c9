/** Several people who write into the same groups as fast as they are let. */

import {setTimeout as pause} from 'node:timers/promises';
import type {RunningServer} from '../server.js';
import {dice, seed} from './chance.js';
import {readStored} from './judge.js';
import {group} from './rooms.js';
import {type Intent, type LaneRecord, Writer} from './writer.js';

export const people = ['ann', 'ben', 'cem', 'dana', 'eve', 'fay'];

export type Crew = {
  readonly rooms: readonly string[];
  readonly lanes: readonly LaneRecord[];
  /** The heads of the groups before anybody wrote. */
  readonly before: ReadonlyMap<string, number>;
  intents(): Intent[];
  complaints(): string[];
  delays(): {code: string; retryAfterMs: number | undefined}[];
  start(): void;
  /** Resolves when so many more writes were answered; a slow machine takes longer and does the same work. */
  answered(more: number): Promise<void>;
  /** Resolves when everything that was begun is answered. */
  finish(): Promise<void>;
  stop(): void;
};

/** `database`: where it can be read, if not where the server says. */
export async function crew(server: RunningServer, database = () => server.database): Promise<Crew> {
  const rooms = [await group(server, people), await group(server, people)];
  const writers = await Promise.all(
    people.map(
      async (user, at) =>
        new Writer({
          ...{url: server.url, user, token: await server.token(user), conversations: rooms, dice: dice(seed + at + 1)},
        }),
    ),
  );
  const lanes = writers.flatMap((writer) => writer.lanes);
  const answered = (): number => writers.reduce((sum, writer) => sum + writer.answered, 0);
  return {
    rooms,
    lanes,
    before: readStored(database()).heads,
    intents: () => lanes.flatMap((lane) => lane.intents),
    complaints: () => writers.flatMap(({complaints}) => complaints),
    delays: () => writers.flatMap(({delays}) => delays),
    start() {
      for (const writer of writers) writer.start();
    },
    async answered(more) {
      const [enough, end] = [answered() + more, performance.now() + 20_000];
      while (answered() < enough && performance.now() < end) await pause(5);
    },
    finish: async () => void (await Promise.all(writers.map((writer) => writer.finish(30_000)))),
    stop() {
      for (const writer of writers) writer.stop();
    },
  };
}

/** Sends that were answered and are not there: what must never be. */
export const lost = (intents: readonly Intent[], there: ReadonlySet<string>): string[] =>
  intents
    .filter(({op, rev, message}) => op === 'message.send' && rev !== undefined && !there.has(message))
    .map(({message}) => message);
