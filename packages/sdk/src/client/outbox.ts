/** The public face of the outbox. */
import {newId} from '../base/id.js';
import {discard, retry} from '../core/outbox.js';
import type {PendingRow} from '../core/timeline.js';
import type {OutboxItem} from '../core/view.js';
import type {Outbox} from './api.js';
import type {Engine} from './engine.js';
import {type Lanes, ownLane} from './lanes.js';
import type {Sender} from './sender.js';
import {createView} from './store.js';

/** Tries a failed row again. */
export async function retryRow(
  {clock}: Engine,
  sender: Sender,
  {lane, opId}: Pick<PendingRow, 'lane' | 'opId'>,
): Promise<void> {
  await sender.change(lane, (rows) => retry(rows, opId, {opId: newId(), message: newId(), now: clock.now()}));
}

export async function discardRow(sender: Sender, {lane, opId}: Pick<PendingRow, 'lane' | 'opId'>): Promise<void> {
  await sender.change(lane, (rows) => discard(rows, opId));
}

export function createOutbox(engine: Engine, lanes: Lanes, sender: Sender): Outbox {
  const view = createView<readonly OutboxItem[]>(() => sender.rows().map(item));
  lanes.onChange(view.changed);
  const rowOf = (opId: string): PendingRow | undefined => sender.rows().find((row) => row.opId === opId);
  const isWaiting = (): boolean => sender.rows().some(({state}) => state !== 'failed');

  return {
    get: view.get,
    subscribe: view.subscribe,
    async retry(opId) {
      const row = rowOf(opId);
      if (row) await retryRow(engine, sender, row);
    },
    async discard(opId) {
      const row = rowOf(opId);
      if (row) await discardRow(sender, row);
    },
    drained: (signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const onAbort = (): void => {
          stop();
          reject(signal?.reason as Error);
        };
        const stop = view.subscribe(() => {
          if (isWaiting()) return;
          signal?.removeEventListener('abort', onAbort);
          queueMicrotask(() => stop());
          resolve();
        });
        signal?.addEventListener('abort', onAbort, {once: true});
      }),
  };
}

function item(row: PendingRow): OutboxItem {
  const {opId, op, lane, message, state, attempted, code, at} = row;
  return {
    opId,
    op,
    conversation: lane === ownLane ? undefined : lane,
    message,
    is: !('n' in row) ? 'saving' : state === 'failed' ? 'failed' : attempted ? 'sending' : 'queued',
    ...(code && {code}),
    at,
  };
}
