/**
 * Who has read how far in an imported group. Authors have read everything, those who join all but the last few messages.
 * Registers only rise, and never over something that was said here: nobody is taken to have read that.
 */
import {horizonOf} from '../domain/unread.js';
import {type ConversationRecord, type MemberRecord, type MessageRecord, noEnd} from '../store/records.js';
import type {ReadTransaction, WriteTransaction} from '../store/store.js';
import type {Group} from './prepared.js';
import {isSaidHere} from './records.js';
import type {Run} from './run.js';

const everything = {from: 1, to: noEnd, upTo: noEnd};
/** Messages looked at in one transaction. */
const atOnce = 200;
/** Members written in one. */
const membersAtOnce = 50;

export type Reading = ReturnType<typeof createReading>;

export function createReading() {
  /** The head of a group behind its last batch: nothing was said above the registers of those who joined up to there. */
  const followed = new Map<string, number>();

  return {
    /** Moves those who joined along with a batch, so that they never see more unread than they are to have. */
    async follow(
      tx: WriteTransaction,
      {id, joining, unread}: Group,
      before: ConversationRecord,
      after: ConversationRecord,
    ): Promise<void> {
      const edge = await edgeOf(tx, id, unread);
      let isPlain = true;
      for (const {user} of joining) {
        const member = await tx.member(id, user);
        if (member?.state !== 'joined') continue;
        const from = member.read;
        const isQuiet =
          followed.get(id) === before.seq ||
          (before.seq - from <= atOnce && !(await saidBetween(tx, id, user, from, Math.min(edge, before.seq))));
        if (isQuiet) await rise(tx, after, member, edge, edge);
        else isPlain = false;
      }
      if (isPlain) followed.set(id, after.seq);
      else followed.delete(id);
    },

    /** The same at the end, for everybody and from wherever they are. */
    async settle(run: Run, {id, joining, authors, unread, prefix, haveRead}: Group): Promise<void> {
      const joined = new Set(joining.map(({user}) => user));
      const isAuthor = new Set(haveRead ? authors.map(({user}) => user) : []);
      const isConcerned = (user: string): boolean =>
        joined.has(user) || isAuthor.has(user) || (prefix !== '' && user.startsWith(prefix));
      const seats = await run(async (tx) => ({result: await tx.seats(id), touched: []}));
      const users = seats.map(({user}) => user).filter(isConcerned);
      const quietForAuthors = createQuiet(run, id);
      const quietFor = new Map(
        users.map((user) => [user, joined.has(user) ? createQuiet(run, id, user) : quietForAuthors]),
      );
      for (let at = 0; at < users.length; at += membersAtOnce) {
        const some = users.slice(at, at + membersAtOnce);
        const members = await run(async (tx) => ({result: await membersOf(tx, id, some), touched: []}));
        for (const {user, read} of members) await quietFor.get(user)?.look(read);
        await run(async (tx) => {
          const conversation = await tx.conversation(id, 'lock');
          if (!conversation) return {result: undefined, touched: []};
          const edge = await edgeOf(tx, id, unread);
          const risen: string[] = [];
          for (const member of await membersOf(tx, id, some)) {
            const end = quietFor.get(member.user)?.endOf(member.read) ?? 0;
            const read = joined.has(member.user) ? Math.min(edge, end) : end;
            if (await rise(tx, conversation, member, read, end)) risen.push(member.user);
          }
          return {result: undefined, touched: risen.length > 0 ? [{conversation: id, users: risen}] : []};
        });
      }
    },

    /** After a transaction that was undone. */
    forget: (): void => followed.clear(),
  };
}

/** The position that `left` messages stand behind; 0 where there are no more. */
async function edgeOf(tx: ReadTransaction, id: string, left: number): Promise<number> {
  return (await tx.messagesBefore(id, everything, noEnd, left + 1))[left]?.seq ?? 0;
}

async function membersOf(tx: ReadTransaction, id: string, users: readonly string[]): Promise<MemberRecord[]> {
  const members: MemberRecord[] = [];
  for (const user of users) {
    const member = await tx.member(id, user);
    if (member?.state === 'joined') members.push(member);
  }
  return members;
}

/** Some messages behind a position, with what nobody is shown. */
async function wholeAfter(tx: ReadTransaction, id: string, after: number, to = noEnd): Promise<MessageRecord[]> {
  const shown = await tx.messagesAfter(id, {...everything, to}, after, atOnce);
  const ids = shown.map((message) => message.id);
  return (await tx.messages(id, ids)).sort((a, b) => a.seq - b.seq);
}

async function saidBetween(tx: ReadTransaction, id: string, user: string, after: number, to: number): Promise<boolean> {
  if (to <= after) return false;
  return (await wholeAfter(tx, id, after, to)).some((message) => isSaidHere(message, user));
}

/** Answers whether anything changed. */
async function rise(
  tx: WriteTransaction,
  {k, lastSeq}: ConversationRecord,
  member: MemberRecord,
  toRead: number,
  toDelivered: number,
): Promise<boolean> {
  const read = Math.max(member.read, toRead);
  const delivered = Math.max(member.delivered, read, toDelivered);
  if (read === member.read && delivered === member.delivered) return false;
  const next = {...member, read, delivered};
  const horizon = horizonOf(next);
  if (horizon > horizonOf(member)) {
    const {conversation, user} = member;
    const known = {seq: horizonOf(member), own: member.ownReadK};
    // reading to the end is known without looking
    const counted =
      horizon >= lastSeq
        ? {k, own: await tx.lastOwn(conversation, user)}
        : await tx.countedUpTo(conversation, user, horizon, known);
    next.readK = counted.k;
    next.ownReadK = counted.own;
  }
  await tx.putMember(next);
  return true;
}

/**
 * From a register up to the first message that was said here, or up to the end: found by looking through the messages, in
 * transactions small enough for others to come in between. `user`: what they said themselves does not count.
 */
function createQuiet(run: Run, id: string, user?: string) {
  /** Nothing was said in `from` (excluded) … `to`. */
  const stretches: {from: number; to: number}[] = [];
  const stretchOf = (after: number) => stretches.find(({from, to}) => from <= after && after <= to);

  const next = (after: number): Promise<MessageRecord[]> =>
    run(async (tx) => ({result: await wholeAfter(tx, id, after), touched: []}));

  return {
    async look(after: number): Promise<void> {
      if (stretchOf(after)) return;
      let to = after;
      for (;;) {
        const messages = await next(to);
        const said = messages.find((message) => isSaidHere(message, user));
        if (said) to = said.seq - 1;
        else to = messages.at(-1)?.seq ?? to;
        if (said || messages.length < atOnce) break;
      }
      stretches.push({from: after, to});
    },
    /** 0 where nobody looked: then nothing rises. */
    endOf: (after: number): number => stretchOf(after)?.to ?? 0,
  };
}
