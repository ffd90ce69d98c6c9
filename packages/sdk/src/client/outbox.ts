/** The public face of the outbox. */
import {newId} from '../base/id.js';
import {when} from '../base/until.js';
import type {PendingRow} from '../core/timeline.js';
import type {OutboxItem} from '../core/view.js';
import type {Outbox} from './api.js';
import type {Engine} from './engine.js';
import {type Lanes, ownLane, type Rule} from './lanes.js';
import type {Surroundings} from './options.js';
import type {Sender} from './sender.js';
import {createView} from './store.js';

/** `undefined`: nothing is to be done. */
export type OutboxParts = Omit<Outbox, 'retry' | 'discard'> & {
  retry(opId: string | undefined): Promise<void>;
  discard(opId: string | undefined): Promise<void>;
};

export function createOutbox({clock}: Engine, lanes: Lanes, sender: Sender, rules: Surroundings['rules']): OutboxParts {
  const view = createView<readonly OutboxItem[]>(() => sender.rows().map(item));
  lanes.onChange(view.changed);

  type Rules = Awaited<ReturnType<typeof rules>>;
  async function change(opId: string | undefined, ruleOf: (rules: Rules) => Rule<unknown>): Promise<void> {
    const row = sender.rows().find((one) => one.opId === opId);
    if (row) await sender.change(row.lane, ruleOf(await rules()));
  }

  return {
    ...view,
    retry: (opId) =>
      change(
        opId,
        ({retry}) =>
          (box) =>
            retry(box, opId, {opId: newId(), message: newId(), now: clock.now()}),
      ),
    discard: (opId) =>
      change(
        opId,
        ({discard}) =>
          (box) =>
            discard(box, opId),
      ),
    drained: (signal) => when(view, (items) => items.every(({is}) => is === 'failed'), signal),
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
