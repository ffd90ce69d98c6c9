/** Where one of my messages stands, as the app sees it (protocol 3.2). */
import type {OutboxRow} from './outbox-row.js';
import type {Horizons} from './receipts.js';
import type {Delivery} from './view.js';

/** One object per state without details, so that nothing is drawn anew for an equal state. */
const plain = {
  saving: {is: 'saving'},
  queued: {is: 'queued'},
  sending: {is: 'sending'},
  sent: {is: 'sent'},
} as const satisfies Record<string, Delivery>;

/** Of a message in the outbox; `saving` while it is not yet safe on the device. */
export function deliveryOfRow(row: Pick<OutboxRow, 'state' | 'attempted' | 'why'> | undefined): Delivery {
  if (!row) return plain.saving;
  if (row.state === 'failed') return {is: 'failed', code: 'INTERNAL', ...row.why};
  return row.attempted ? plain.sending : plain.queued;
}

/** Of a confirmed message at `seq`, from how far the others are. */
export function deliveryOfReceipts(seq: number, {users, anybody, others}: Horizons): Delivery {
  let read = 0;
  let delivered = 0;
  for (const user in users) {
    const horizon = users[user];
    if (!horizon || horizon.delivered < seq) continue;
    delivered++;
    if (horizon.read >= seq) read++;
  }
  if (anybody.read >= seq) read ||= 1;
  if (anybody.delivered >= seq) delivered ||= 1;
  if (!read && !delivered) return plain.sent;
  const by = read || delivered;
  return {is: read ? 'read' : 'delivered', by, of: Math.max(others, by)};
}

/** What a message the server has cannot fall back from. */
const steps = ['sent', 'delivered', 'read', 'deleted'];

/**
 * The mark to show when `come` follows `have`: once the server has a message the mark only climbs (PWP-SEND-003), a delete
 * is absorbing; before, it follows the outbox. `have` itself where nothing changed.
 */
export function climb(have: Delivery | undefined, come: Delivery): Delivery {
  if (!have) return come;
  const [from, to] = [steps.indexOf(have.is), steps.indexOf(come.is)];
  if (to !== from) return to < from ? have : come;
  if ('by' in have && 'by' in come) return come.by > have.by || come.of !== have.of ? come : have;
  return have.is !== come.is || 'code' in come ? come : have;
}
