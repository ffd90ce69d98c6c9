/**
 * What one work gives out when it is committed: `changes` frames in the order of their seqs, each change exactly once, and
 * only to those who may see it (I11); and frames for one user.
 */
import type {
  Change,
  ChangesFrame,
  Notification,
  Profile,
  ReportHead,
  ReportStanding,
  ServerFrame,
} from '@parlor/sdk/protocol';
import type {Delivery} from './domain.js';
import type {Seats} from './seats.js';
import type {WebhookNews} from './webhook-access.js';

/**
 * A change with the positions it shows: of the message it is about, and of the message that one quotes. Members who joined
 * behind them get the frame without it. Left out for what every member may see. `what` it is that the message alone does not say.
 */
export type Shown = {
  change: Change;
  position?: number;
  quoted?: number | undefined;
  what?: 'pin' | 'step' | 'preview' | undefined;
};
export type Told = {conversation: string; change: Change; what?: Shown['what']};

/** How far one person's registers rose, for the others (PWP-RECEIPT-003). */
export type Risen = {conversation: string; user: string; read: number; delivered: number; audience: Seats};

/** A report that was made, or that `by` has changed. */
export type ReportNews = {report: ReportHead} | {report: ReportStanding; by: string};

type OpenFrame = {is: 'changes'; conversation: string; from: number; to: number; shown: Shown[]; audience: Seats};
type UserFrame = {is: 'user'; user: string; frame: ServerFrame};

export class Deliveries {
  #items: (OpenFrame | UserFrame)[] = [];
  /** The frame that changes of a conversation may still be added to. */
  #open = new Map<string, OpenFrame>();
  readonly risen: Risen[] = [];
  /** Who has read further than before. */
  readers: Set<string> | undefined;
  /** Conversations in which somebody came, went or got another role. */
  reseated: Set<string> | undefined;
  /** Files whose bytes are to be deleted now. */
  hasLostFiles = false;
  /** Whose sessions up to when are over. */
  readonly ended: {user: string; until: number}[] = [];
  /** Profiles that were made or changed, for the host's endpoints; who is connected hears of them by frames. */
  readonly profiles: Profile[] = [];
  /** Notifications that were made, for the host's endpoints. */
  readonly notifications: {user: string; notification: Notification}[] = [];
  /** Reports that were made, and those that stand otherwise now. */
  readonly reports: ReportNews[] = [];
  /** Changes that are in no frame, for they were too many. */
  readonly untold: Told[] = [];
  /** Whether events were kept for endpoints, or those were changed. */
  webhookNews: WebhookNews | undefined;

  /** `shown` is all that has a rev in `from`…`to`. */
  changes(conversation: string, from: number, to: number, shown: Shown[], audience: Seats): void {
    const open = this.#open.get(conversation);
    if (open && open.audience === audience && open.to === from - 1) {
      open.to = to;
      open.shown.push(...shown);
      return;
    }
    const item: OpenFrame = {is: 'changes', conversation, from, to, shown: [...shown], audience};
    this.#items.push(item);
    this.#open.set(conversation, item);
  }

  /** What follows of this conversation stays behind what was given so far, instead of going into a frame before it. */
  close(conversation: string): void {
    this.#open.delete(conversation);
  }

  user(user: string, frame: ServerFrame): void {
    this.#items.push({is: 'user', user, frame});
  }

  /** Every change by itself, in the order they were made: also what `take` folds. */
  told(): Told[] {
    const shown = this.#items.flatMap((item) =>
      item.is === 'changes'
        ? item.shown.map(({change, what}) => ({conversation: item.conversation, change, what}))
        : [],
    );
    return [...shown, ...this.untold];
  }

  take(): Delivery[] {
    return this.#items.flatMap((item) =>
      item.is === 'user' ? [{to: [item.user], frame: item.frame}] : framesOf(item),
    );
  }
}

function framesOf({conversation, from, to, shown, audience}: OpenFrame): Delivery[] {
  const frame = (visibleFrom: number): ChangesFrame => ({
    type: 'changes',
    conversation,
    from,
    to,
    changes: finalStates(shown).flatMap((item) => seenFrom(item, visibleFrom)),
  });
  const lowest = shown.reduce(
    (low, {position = low, quoted = low}) => Math.min(low, position, quoted),
    Number.MAX_SAFE_INTEGER,
  );
  if (audience.latestVisibleFrom <= lowest) return [{to: audience.users, frame: frame(0)}];

  // Somebody joined behind one of the messages concerned: the same seqs, without what they may not see (S19).
  const all: string[] = [];
  const groups = new Map<number, string[]>();
  for (const {user, visibleFrom} of audience.all) {
    if (visibleFrom <= lowest) all.push(user);
    else groups.set(visibleFrom, [...(groups.get(visibleFrom) ?? []), user]);
  }
  return [
    ...(all.length > 0 ? [{to: all, frame: frame(0)}] : []),
    ...[...groups].map(([visibleFrom, users]) => ({to: users, frame: frame(visibleFrom)})),
  ];
}

function seenFrom({change, position = Number.MAX_SAFE_INTEGER, quoted}: Shown, visibleFrom: number): Change[] {
  if (position < visibleFrom) return [];
  if (change.type !== 'message' || quoted === undefined || quoted >= visibleFrom || !change.message.replyTo)
    return [change];
  return [{type: 'message', message: {...change.message, replyTo: {...change.message.replyTo, text: ''}}}];
}

/** A frame tells each entity once, in its last state; reactions tell each person's step, so all of those stay. */
function finalStates(shown: Shown[]): Shown[] {
  if (shown.length === 1) return shown;
  const last = new Map<string, Shown>();
  for (const [at, item] of shown.entries()) {
    const key = keyOf(item.change, at);
    last.delete(key);
    last.set(key, item);
  }
  return [...last.values()];
}

function keyOf(change: Change, at: number): string {
  switch (change.type) {
    case 'message':
      return `message ${change.message.id}`;
    case 'member':
      return `member ${change.member.user}`;
    case 'conversation':
      return 'conversation';
    case 'reaction':
      return `reaction ${at}`;
  }
}
