/** What the server's words do to what is known: frames and answers, merged into a draft. Merging is always safe: joins only. */
import {followFrame, joinRow} from '../core/inbox.js';
import {applyReaction, snapshot} from '../core/message.js';
import {addRange, advance, rangeOfPage, revalidated} from '../core/ranges.js';
import {receipt, receiptsOfMembers} from '../core/receipts.js';
import {isUnsure} from '../core/unread.js';
import type {Change, ChangesFrame, ServerFrame} from '../protocol/frames.js';
import type {InboxRow, Member, Profile} from '../protocol/model.js';
import type {InputOf, OutputOf, RequestName} from '../protocol/operations.js';
import type {Written} from '../protocol/written.js';
import {type Changing, type Draft, update} from './draft.js';

/**
 * Where changes come from. A delta's messages list all their reactions, and a limited one leaves a hole behind it. What I
 * wrote myself is always kept (I12).
 */
type Source = 'live' | 'written' | 'delta' | 'limited';

export async function learnFrame(draft: Draft, frame: ServerFrame): Promise<void> {
  if (frame.type === 'changes') await learnChanges(draft, frame);
  else if (frame.type === 'inbox') await learnRows(draft, frame.rows, true);
  else if (frame.type === 'profile') draft.meet([frame.profile]);
  else if (frame.type === 'receipt') {
    const changing = await draft.of(frame.conversation);
    if (!changing.stored) return;
    changing.horizons = receipt(changing.horizons, frame, draft.user);
    putMembers(draft, changing, [frame]);
  }
}

/** Merges what a request was answered with. */
export async function learnAnswer<Name extends RequestName>(
  draft: Draft,
  op: Name,
  input: InputOf<Name>,
  output: OutputOf<Name>,
): Promise<void> {
  const told = output as Partial<OutputOf<'conversation.get'> & OutputOf<'sync'> & Written>;
  const id = (input as {conversation?: string}).conversation ?? '';
  draft.meet(told.people ?? []);
  switch (op as RequestName) {
    case 'conversation.get':
    case 'member.list': {
      const {row, members = []} = told;
      if (row) await learnRows(draft, [row]);
      const changing = await draft.of(id);
      // asked before somebody came or went: whoever shows them asks again
      if (row && row.seq < changing.moved && !changing.stored?.members.length) return;
      putMembers(draft, changing, members);
      // where all who have joined are listed, nobody else has: some may have left while nobody listened
      if (changing.stored && row?.conversation.members === members.length)
        update(changing, {
          members: changing.stored.members.filter(
            ({user, rev}) => rev > row.seq || members.some((one) => one.user === user),
          ),
        });
      return;
    }
    case 'conversation.delta': {
      const {from, to, changes, limited = false} = output as OutputOf<'conversation.delta'>;
      return learnChanges(draft, {type: 'changes', conversation: id, from, to, changes}, limited ? 'limited' : 'delta');
    }
    case 'history.page':
      return learnPage(draft, id, output as OutputOf<'history.page'>);
    case 'history.revalidate': {
      const {messages, asOf} = output as OutputOf<'history.revalidate'>;
      const changing = await draft.of(id);
      for (const message of messages) {
        await draft.join(id, snapshot(message, asOf));
        if (message.deleted) changing.isBurying = true;
      }
      const range = input as InputOf<'history.revalidate'>;
      if (changing.stored) update(changing, {ranges: revalidated(changing.stored.ranges, range, asOf)});
      return;
    }
    case 'ops.push':
      for (const reply of (output as OutputOf<'ops.push'>).results) {
        if (reply.ok) await learnWritten(draft, reply.result as Written);
      }
      return;
    default:
      await learnRows(draft, told.rows ?? []);
      if (told.changes) return learnWritten(draft, told as Written);
  }
}

/** Each change of an answer as the frame that says the same. */
export const framesOfWritten = ({conversation, changes}: Written): readonly ChangesFrame[] =>
  conversation === undefined
    ? []
    : changes.map((change) => {
        const rev = revOf(change);
        return {type: 'changes', conversation, from: rev, to: rev, changes: [change]};
      });

const revOf = (change: Change): number => {
  if (change.type === 'message') return change.message.rev;
  if (change.type === 'member') return change.member.rev;
  return change.type === 'conversation' ? change.conversation.rev : change.rev;
};

export async function learnWritten(draft: Draft, written: Written): Promise<void> {
  const {conversation, row, changes = []} = written;
  const isNew = conversation !== undefined && !(await draft.of(conversation)).stored;
  if (row && isNew) await learnRows(draft, [row]);
  for (const frame of framesOfWritten({...written, changes})) await learnChanges(draft, frame, 'written');
  if (row && !isNew) await learnRows(draft, [row]);
  const {profile} = written as {profile?: Profile};
  if (profile) draft.meet([profile]);
}

/** `isHeard`: nobody has asked for them. */
export async function learnRows(draft: Draft, rows: readonly InboxRow[], isHeard?: boolean): Promise<void> {
  for (const row of rows) {
    const {id} = row.conversation;
    const changing = await draft.of(id);
    const have = changing.stored?.row.membership;
    const {state, rev} = row.membership;
    // my place changed while nobody listened: maybe I was out and in again, and what is cached is not mine to see any more (F71)
    if (have?.state === 'joined' && state === 'joined' && rev > Math.max(have.rev, changing.sync.seq))
      draft.step(changing, {type: 'reset'});
    const joined = joinRow(changing.stored?.row, row);
    draft.setRow(changing, joined);
    stepRow(draft, changing, joined);
    // behind what came before it, it has counts of neither (I9); an answer is not doubted, or it would be asked for for ever
    if (isHeard && isUnsure(joined)) draft.doubtful.add(id);
  }
}

const stepRow = (draft: Draft, changing: Changing, row: InboxRow): void =>
  draft.step(changing, {
    type: 'row',
    seq: row.seq,
    joined: row.membership.state === 'joined',
    purged: row.conversation.purge,
  });

async function learnChanges(draft: Draft, frame: ChangesFrame, source: Source = 'live'): Promise<void> {
  const isDelta = source === 'delta' || source === 'limited';
  const {conversation: id, from, to} = frame;
  const {user} = draft;
  const changing = await draft.of(id);
  if (!changing.stored) {
    draft.doubtful.add(id);
    return;
  }
  const {row} = changing.stored;
  const before = new Map<string, Awaited<ReturnType<Draft['message']>>>();
  for (const change of frame.changes) {
    if (change.type === 'message' && change.message.seq <= row.seq) {
      before.set(change.message.id, await draft.message(id, change.message.id));
    }
  }
  // a limited delta does not tell all that happened: nothing can be counted from it
  changing.isPartial ||= source === 'limited';
  const counted = source === 'limited' ? {...frame, from: to + 2} : frame;
  const next = followFrame(row, counted, user, (message) => before.get(message));
  draft.setRow(changing, next);
  if (isUnsure(next)) draft.doubtful.add(id);

  // only what is kept fresh is merged; of all others a frame moves the row (PWP-SYNC-010)
  if (source !== 'live' || changing.sync.seq > 0) {
    for (const change of frame.changes) {
      if (change.type === 'message') {
        const {message} = change;
        await draft.join(id, isDelta ? snapshot(message, to) : message, message.seq > row.seq);
        if (message.deleted) changing.isBurying = true;
      }
    }
    // a message that was edited after somebody reacted stands behind the reaction
    for (const change of frame.changes) {
      if (change.type === 'reaction') {
        const have = await draft.message(id, change.message);
        if (have) draft.keep(changing, have, applyReaction(have, change, user));
      }
    }
    const {ranges} = changing.stored;
    const lowest = Math.min(
      to,
      ...frame.changes.flatMap((change) => (change.type === 'message' ? change.message.seq : [])),
    );
    update(changing, {
      ranges: source === 'limited' ? addRange(ranges, {from: lowest, to, asOf: to}) : advance(ranges, from, to),
    });
  }

  const members = frame.changes.flatMap((change) => (change.type === 'member' ? change.member : []));
  if (changing.stored.members.length) putMembers(draft, changing, members);
  else {
    changing.horizons = receiptsOfMembers(changing.horizons, members, user, next.conversation.members);
    if (members.length) changing.moved = Math.max(changing.moved, to);
  }
  if (next.membership !== row.membership) {
    stepRow(draft, changing, next);
  }
  const isWhole = isDelta && from <= changing.sync.seq + 1;
  draft.step(changing, isWhole ? {type: 'fetched', to} : {type: 'frame', from, to});
}

async function learnPage(draft: Draft, id: string, page: OutputOf<'history.page'>): Promise<void> {
  const changing = await draft.of(id);
  const {asOf} = page.range;
  for (const message of page.messages) await draft.join(id, snapshot(message, asOf));
  if (!changing.stored) return;
  update(changing, {ranges: addRange(changing.stored.ranges, rangeOfPage(page))});
  if (!changing.sync.seq) draft.step(changing, {type: 'fetched', to: asOf});
}

/** Members by user; who is known stays in place. A higher rev gives state and role, registers only rise. */
function putMembers(
  {user: me}: Draft,
  changing: Changing,
  told: readonly (Partial<Member> | {user?: string | undefined; read: number; delivered: number})[],
): void {
  const {stored, horizons} = changing;
  if (!stored) return;
  const members = new Map(stored.members.map((member) => [member.user, member]));
  const now: Member[] = [];
  for (const one of told) {
    const have = members.get(one.user ?? '');
    const isNews = 'rev' in one && (one.rev ?? 0) > (have?.rev ?? -1);
    if (!have && !isNews) continue;
    const base = isNews ? (one as Member) : (have as Member);
    const delivered = Math.max(have?.delivered ?? -1, one.delivered ?? -1);
    const read = Math.max(have?.read ?? -1, one.read ?? -1);
    const member = {...base, ...(delivered >= 0 && {delivered}), ...(read >= 0 && {read})};
    members.set(member.user, member);
    now.push(member);
  }
  if (now.length) update(changing, {members: [...members.values()]});
  changing.horizons = receiptsOfMembers(horizons, now, me, stored.row.conversation.members);
}
