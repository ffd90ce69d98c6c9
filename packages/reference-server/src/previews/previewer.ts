/**
 * Makes previews of what waits for them, while the server runs: a few at a time, and of one person only so many in a minute. A preview is
 * nothing that anybody waits for: what is too much, or does not answer, goes without.
 */
import type {Clock} from '../clock.js';
import type {FoundPage, PreviewDesk, WaitingLink} from '../domain/preview-access.js';
import {Refusal} from '../domain/refusal.js';
import type {FileDriver} from '../files/driver.js';
import {pictureType} from '../files/picture-type.js';
import type {Log} from '../log.js';
import type {Look, SeenPicture} from './look.js';

/** How long the first look waits, when all is well. */
const everyMs = 1_000;
/** Pages fetched at a time, by all together; and how often one more begins. */
const atOnce = 8;
const overall = {perSecond: 5, burst: 20};
/** Of one person; what is beyond gets no preview. */
const perPerson = {perSecond: 10 / 60, burst: 10};
/** What may pass is tried again so much later. */
const againMs = [60_000, 10 * 60_000];
/** A message that is older gets none: whoever reads it read it without. */
const oldMs = 60 * 60 * 1000;

export type Previewer = {
  /** Resolves when what is under way is done. */
  stop(): Promise<void>;
};

export type PreviewerOptions = {
  desk: PreviewDesk;
  look: Look;
  /** Where pictures are kept. */
  driver?: FileDriver | undefined;
  clock: Clock;
  log: Log;
};

export function startPreviewer({desk, look, driver, clock, log}: PreviewerOptions): Previewer {
  const stopping = new AbortController();
  const {signal} = stopping;
  const running = new Map<string, Promise<void>>();
  const all = createAllowance(clock, overall);
  const people = createAllowance(clock, perPerson);
  let cancel = (): void => undefined;
  let looking: Promise<void> = Promise.resolve();

  async function keepPicture(link: WaitingLink, {bytes, ...more}: SeenPicture): Promise<FoundPage['image']> {
    if (!driver) return undefined;
    const id = await desk.newFile(link.conversation);
    if (id === undefined) return undefined;
    await driver.put(`${id}.large`, bytes);
    const size = bytes.length;
    return {id, bytes: size, file: {type: pictureType, size, ...more, versions: {large: {type: pictureType, size}}}};
  }

  async function make(link: WaitingLink): Promise<void> {
    const {url, sender, attempts, ageMs} = link;
    if (url === undefined || ageMs > oldMs || !people.draw(sender)) {
      await desk.settle(link, undefined);
      return;
    }
    const seen = await look(url, signal);
    // what broke off because the server stops is looked at by the next one
    if (signal.aborted) return;
    const again = againMs[attempts];
    if (seen.is === 'page') {
      const {picture, ...page} = seen.page;
      await desk.settle(link, {...page, image: picture && (await keepPicture(link, picture))});
    } else if (seen.is === 'failed' && again !== undefined) await desk.again(link, again);
    else await desk.settle(link, undefined);
    // no address: it is what people write to each other
    if (seen.is !== 'page') log.debug({why: seen.why, attempts}, 'no preview of a link');
  }

  const report = (error: unknown): void => {
    // the database or the files are not to be had: it waits there, and is looked at again
    if (error instanceof Refusal) log.debug({error}, 'previews wait');
    else log.error({error}, 'a preview broke');
  };

  /** What would break again and again waits no longer. */
  async function giveUp(link: WaitingLink, error: unknown): Promise<void> {
    report(error);
    if (!(error instanceof Refusal)) await desk.settle(link, undefined).catch(report);
  }

  async function fill(): Promise<void> {
    const free = atOnce - running.size;
    if (free === 0) return;
    // those under way are still among what waits
    const found = (await desk.due(free + running.size)).filter((link) => !running.has(keyOf(link)));
    for (const link of found.slice(0, free)) {
      if (signal.aborted || !all.draw('')) return;
      const done = make(link)
        .catch((error: unknown) => giveUp(link, error))
        .finally(() => running.delete(keyOf(link)));
      running.set(keyOf(link), done);
    }
  }

  const turn = async (): Promise<void> => {
    await fill().catch(report);
    if (!signal.aborted) cancel = clock.after(everyMs, begin);
  };
  const begin = (): void => void (looking = turn());
  // what was written before the last stop goes at once
  begin();

  return {
    async stop() {
      stopping.abort();
      cancel();
      await looking;
      await Promise.all(running.values());
    },
  };
}

const keyOf = ({conversation, id}: WaitingLink): string => `${conversation} ${id}`;

/** Buckets by name; those that are full again are forgotten. */
function createAllowance(clock: Pick<Clock, 'now'>, {perSecond, burst}: {perSecond: number; burst: number}) {
  const buckets = new Map<string, {left: number; at: number}>();
  const fullMs = (burst / perSecond) * 1000;
  let sweptAt = clock.now();
  return {
    draw(name: string): boolean {
      const now = clock.now();
      if (now - sweptAt > fullMs) {
        sweptAt = now;
        for (const [key, {at}] of buckets) if (now - at > fullMs) buckets.delete(key);
      }
      const {left, at} = buckets.get(name) ?? {left: burst, at: now};
      const refilled = Math.min(burst, left + (Math.max(0, now - at) * perSecond) / 1000);
      if (refilled < 1) return false;
      buckets.set(name, {left: refilled - 1, at: now});
      return true;
    },
  };
}
