/**
 * Members of one conversation: their state and registers, the running numbers at their horizons, and the unread messages that
 * follow from them, held against the definition (PWP-UNREAD-001): all of it counted along one walk through the messages.
 */
import {instead, type Look} from './look.js';
import type {ConversationRow, MemberRow, MessageRow, Watcher} from './rows.js';

/** What there is up to a position, of everybody and of one person. */
type Sums = {k: number; own: number; alive: number; ownAlive: number; lastTs: number};

/** Running counts of one sender. */
type Own = {k: number; alive: number; ts: number};

export function watchMembers(look: Look, conversation: ConversationRow, members: readonly MemberRow[]): Watcher {
  const {id} = conversation;
  const own = new Map<string, Own>();
  let [k, alive] = [0, 0];
  const horizons = new Map<string, Sums>();
  let next = 0;

  const sumsOf = (user: string): Sums => {
    const {k: ownK, alive: ownAlive, ts: lastTs} = own.get(user) ?? {k: 0, alive: 0, ts: 0};
    return {k, own: ownK, alive, ownAlive, lastTs};
  };
  /** Notes the sums of everybody whose horizon lies before this position. */
  const pass = (seq: number): void => {
    for (; next < members.length && (members[next] as MemberRow).horizon < seq; next++) {
      const {user} = members[next] as MemberRow;
      horizons.set(user, sumsOf(user));
    }
  };

  return {
    see({seq, sender, ts, countable, deleted}: MessageRow) {
      pass(seq);
      if (countable !== 1) return;
      const mine = own.get(sender) ?? {k: 0, alive: 0, ts};
      own.set(sender, mine);
      k++;
      mine.k++;
      mine.ts = ts;
      if (deleted !== null) return;
      alive++;
      mine.alive++;
    },
    end() {
      pass(Number.POSITIVE_INFINITY);
      for (const member of members) {
        const say = (sentence: string): void => look.report(id, `member ${member.user}: ${sentence}`);
        checkState(conversation, member, say);
        checkRegisters(conversation, member, say);
        checkCounts(conversation, member, {at: horizons.get(member.user) as Sums, all: sumsOf(member.user)}, say);
      }
      checkSeats(look, conversation, members);
    },
  };
}

type Say = (sentence: string) => void;

function checkState({seq: head}: ConversationRow, member: MemberRow, say: Say): void {
  const {state, left_at: leftAt, has_farewell: hasFarewell} = member;
  for (const name of ['rev', 'joined_seq', 'visible_from'] as const)
    if (member[name] < 0 || member[name] > head) say(`${name} ${member[name]} is outside 0…${head}`);
  const hasEnded = state !== 'joined';
  if (hasEnded !== (leftAt !== null) || hasEnded !== (hasFarewell === 1))
    say(`is ${state}, ${leftAt === null ? 'without' : 'with'} an end, ${hasFarewell ? 'with' : 'without'} a farewell`);
  if (leftAt !== null && leftAt > head) say(`left at ${leftAt}, above the head ${head}`);
}

function checkRegisters({seq}: ConversationRow, member: MemberRow, say: Say): void {
  const head = member.state === 'joined' ? seq : (member.left_at ?? seq);
  for (const name of ['read', 'read_private', 'delivered', 'cleared'] as const)
    if (member[name] < 0 || member[name] > head) say(`${name} ${member[name]} is outside 0…${head}`);
  if (member.delivered < member.read) say(`delivered ${member.delivered} is below read ${member.read}`);
}

function checkCounts({k}: ConversationRow, member: MemberRow, {at, all}: {at: Sums; all: Sums}, say: Say): void {
  if (member.own_k !== all.own) say(`own_k is ${instead(member.own_k, all.own)}`);
  // not known of what was sent before it was written down
  if (member.last_sent !== null && member.last_sent !== all.lastTs)
    say(`last_sent is ${instead(member.last_sent, all.lastTs)}`);
  if (member.read_k !== at.k) say(`read_k is ${instead(member.read_k, at.k)}`);
  if (member.own_read_k !== at.own) say(`own_read_k is ${instead(member.own_read_k, at.own)}`);
  // of an ended membership the server counts by the definition itself
  if (member.state !== 'joined') return;
  const unread = all.alive - at.alive - (all.ownAlive - at.ownAlive);
  const deletedForeign = all.k - all.alive - (at.k - at.alive) - (all.own - all.ownAlive - (at.own - at.ownAlive));
  const closed = k - member.read_k - (member.own_k - member.own_read_k) - deletedForeign;
  if (closed !== unread) say(`unread is ${instead(closed, unread)}`);
}

function checkSeats({report}: Look, {id, type, pair, members}: ConversationRow, rows: readonly MemberRow[]): void {
  const joined = rows.filter(({state}) => state === 'joined');
  if (members !== joined.length) report(id, `members is ${instead(members, joined.length)}`);
  if (type !== 'direct') {
    if (joined.length > 0 && !joined.some(({role}) => role === 'owner')) report(id, 'it has members and no owner');
    return;
  }
  const both = JSON.stringify(rows.map(({user}) => user).sort());
  if (pair !== both || joined.length !== 2) report(id, `its pair is ${instead(pair, both)}`);
}
