import assert from 'node:assert/strict';
import {test} from 'node:test';
import {FakeClock} from '../../test/fake-clock.js';
import {ChatError} from '../core/failure.js';
import type {SyncEvent, SyncState} from '../core/sync.js';
import type {Engine, Entry} from './engine.js';
import {createFetcher} from './fetcher.js';

/** A conversation somebody looks at, and what becomes of it when it is wished for. */
async function wanted(holders: number, became: SyncState): Promise<readonly string[]> {
  const told: string[] = [];
  const entry = {id: 'c', holders, sync: {is: 'listed', seq: 0, head: 2}} as unknown as Entry;
  const under: Promise<unknown>[] = [];
  const engine = {
    canAsk: () => true,
    background: (work: Promise<unknown>) => void under.push(work),
  } as unknown as Engine;
  const fetcher = createFetcher(engine, {
    know: () => Promise.reject(new Error('nothing is to be asked')),
    async step(of) {
      of.sync = became;
    },
    async onFetched({id}) {
      told.push(id);
    },
  });
  fetcher.want(entry);
  await Promise.all(under);
  return told;
}

test('what another tab fetched just before this one asked is shown here too (F25)', async () => {
  assert.deepEqual(await wanted(1, {is: 'fresh', seq: 2, head: 2}), ['c']);
});

test('nothing is told of what is still to come, or what nobody looks at', async () => {
  assert.deepEqual(await wanted(1, {is: 'fetching', seq: 0, head: 2}), []);
  assert.deepEqual(await wanted(0, {is: 'fresh', seq: 2, head: 2}), []);
});

const stale: SyncState = {is: 'stale', seq: 3, head: 5};
const fresh: SyncState = {is: 'fresh', seq: 5, head: 5};
const late = new ChatError('TIMEOUT');

/**
 * An open conversation on a living connection, whose fetches end in these states, one after the other; `told`: whether what came
 * can be shown, each time. Answers how often it was fetched and shown, before and after the pause.
 */
async function fetched(ends: (SyncState | ChatError)[], told: (ChatError | undefined)[]): Promise<readonly string[]> {
  const clock = new FakeClock();
  const done: string[] = [];
  const entry = {id: 'c', holders: 1, sync: stale, timeline: {wire: [{}]}} as unknown as Entry;
  const under = new Set<Promise<unknown>>();
  const engine = {
    ...{clock, canAsk: () => true},
    background(work: Promise<unknown>) {
      under.add(work);
      void work.then(() => under.delete(work));
    },
  } as unknown as Engine;
  const fetcher = createFetcher(engine, {
    async know() {
      await new Promise<void>((resolve) => clock.after(1, resolve));
      done.push('fetched');
      const end = ends.shift() as SyncState | ChatError;
      if (end instanceof ChatError) throw end;
      entry.sync = end;
      return {} as never;
    },
    async step(of, event: SyncEvent) {
      if (event.type === 'failed' && of.sync.is === 'fetching') of.sync = {...of.sync, is: 'stale'};
      if (event.type !== 'wanted' || of.sync.is !== 'stale') return;
      of.sync = {...of.sync, is: 'fetching'};
      fetcher.fetch(of);
    },
    async onFetched() {
      const error = told.shift();
      done.push(error ? 'not shown' : 'shown');
      if (error) throw error;
    },
  });
  fetcher.want(entry);
  await clock.advance(1_000);
  done.push('pause');
  await clock.advance(5_000);
  assert.equal(under.size, 0);
  return done;
}

test('who was told of more than came asks again, on the same connection (I4)', async () => {
  assert.deepEqual(await fetched([stale, fresh], [undefined, undefined]), [
    'fetched',
    'shown',
    'pause',
    'fetched',
    'shown',
  ]);
});

test('who is still waiting when its only answer has come asks again (F61)', async () => {
  const fetching: SyncState = {is: 'fetching', seq: 3, head: 5};
  assert.deepEqual(await fetched([fetching, fresh], [undefined, undefined]), [
    'fetched',
    'shown',
    'pause',
    'fetched',
    'shown',
  ]);
});

test('a question that met an expired token is asked again, on the same connection (I4)', async () => {
  assert.deepEqual(await fetched([new ChatError('TOKEN_EXPIRED', {retry: 'auth'}), fresh], [undefined]), [
    'fetched',
    'pause',
    'fetched',
    'shown',
  ]);
});

test('what came and could not be shown is shown a little later, and not fetched twice (F61)', async () => {
  assert.deepEqual(await fetched([fresh], [late, late, undefined]), ['fetched', 'not shown', 'pause', 'not shown']);
  assert.deepEqual(await fetched([fresh], [late, undefined]), ['fetched', 'not shown', 'pause', 'shown']);
});
