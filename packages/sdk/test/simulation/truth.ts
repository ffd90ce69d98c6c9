/**
 * What must be so: the plainest reading of the rules, applied to the operations in the order of their commits. It shares no code
 * with client or server. Everything is kept with the number at which it came to be, so that it can be asked for any moment.
 */
import type {Commit} from './model-store.js';

export type TruthState = {
  rev: number;
  /** As it was sent. */
  content: string;
  text: string;
  mentions: readonly string[];
  deleted: boolean;
  replyTo?: string;
};
export type TruthMessage = {
  id: string;
  seq: number;
  sender: string;
  /** The event of the server's own messages. */
  system: string | undefined;
  states: TruthState[];
  /** Who pinned it, while it is, and the seq of the last change of that. */
  pin: {by: string | undefined; rev: number};
  /** By key and user. */
  reactions: Map<string, {key: string; user: string; on: boolean; rev: number}>;
};
export type TruthMember = {
  user: string;
  state: 'joined' | 'left' | 'removed' | 'banned';
  role: string;
  /** Every time of membership: what may be seen in it, and the seq it began with. */
  stays: {from: number; to: number; since: number}[];
  read: number;
  readPrivate: number;
  delivered: number;
  cleared: number;
  markedUnread: boolean;
  mutedUntil: number;
  pinned: boolean;
  archived: boolean;
};
export type TruthConversation = {
  id: string;
  isDirect: boolean;
  title: string | undefined;
  /** Whoever comes in sees all that was before. */
  showsAll: boolean;
  seq: number;
  /** Its seq after each commit that moved it. */
  heads: {x: number; seq: number}[];
  messages: Map<string, TruthMessage>;
  inOrder: TruthMessage[];
  members: Map<string, TruthMember>;
};

type Queued = {opId: string; op: string; input: Record<string, unknown>};
type Outcome = {ok: boolean; code?: string; result?: {conversation?: string}};

const forEver = Number.MAX_SAFE_INTEGER;

export class Truth {
  readonly conversations = new Map<string, TruthConversation>();
  /** Messages that must never come to be, by conversation and id. */
  readonly cancelled = new Set<string>();
  #done = new Set<string>();

  apply(commit: Commit): void {
    const {origin, result} = commit;
    if (origin?.op !== 'ops.push') return;
    const {ops} = origin.input as {ops: Queued[]};
    const touched = new Set<TruthConversation>();
    for (const [at, queued] of ops.entries()) {
      const outcome = (result as Outcome[])[at];
      if (!outcome?.ok) continue;
      const conversation = this.#one(origin.user, queued, outcome);
      if (conversation) touched.add(conversation);
    }
    for (const conversation of touched) conversation.heads.push({x: commit.x, seq: conversation.seq});
  }

  #one(user: string, {opId, op, input}: Queued, outcome: Outcome): TruthConversation | undefined {
    const key = `${user} ${opId}`;
    const isKnown = this.#done.has(key);
    this.#done.add(key);
    if (op === 'profile.set') return undefined;
    if (op === 'conversation.create' || op === 'conversation.direct') return this.#found(user, op, input, outcome);
    const conversation = this.conversations.get(input['conversation'] as string);
    if (!conversation) return undefined;
    if (op === 'message.send') send(conversation, user, input);
    else if (op === 'own.set') setOwn(conversation, user, input, isKnown);
    else if (!isKnown) this.#change(conversation, user, op, input);
    return conversation;
  }

  #found(user: string, op: string, input: Record<string, unknown>, outcome: Outcome): TruthConversation | undefined {
    const id = outcome.result?.conversation ?? '';
    if (this.conversations.has(id)) return undefined;
    const isDirect = op === 'conversation.direct';
    const others = (isDirect ? [input['user']] : input['members']) as string[];
    const made: TruthConversation = {
      id,
      isDirect,
      title: input['title'] as string | undefined,
      showsAll: input['history'] === 'all',
      seq: 1,
      heads: [],
      messages: new Map(),
      inOrder: [],
      members: new Map(),
    };
    for (const other of new Set([user, ...others])) {
      const role = !isDirect && other === user ? 'owner' : 'member';
      // a direct conversation is in no list of who did not ask for it before something is said there (PWP-REG-010)
      made.members.set(other, {...member(other, role, 1), cleared: isDirect && other !== user ? made.seq : 0});
    }
    if (!isDirect) say(made, user, 'created');
    this.conversations.set(id, made);
    return made;
  }

  #change(conversation: TruthConversation, user: string, op: string, input: Record<string, unknown>): void {
    const message = conversation.messages.get(input['id'] as string);
    const whom = conversation.members.get(input['user'] as string);
    switch (op) {
      case 'message.edit': {
        const now = message && stateOf(message);
        const said = saidIn(conversation, user, input['content'] as Content);
        if (!now || now.content === said.content) return;
        message.states.push({...now, ...said, rev: ++conversation.seq});
        return;
      }
      case 'message.delete': {
        if (!message) this.cancelled.add(`${conversation.id} ${input['id'] as string}`);
        else if (!stateOf(message).deleted) {
          message.states.push({rev: ++conversation.seq, content: '', text: '', mentions: [], deleted: true});
          message.pin = {...message.pin, by: undefined};
        }
        return;
      }
      case 'message.pin': {
        const by = input['on'] ? user : undefined;
        if (!message || (message.pin.by === undefined) === (by === undefined)) return;
        message.pin = {by, rev: ++conversation.seq};
        return;
      }
      case 'reaction.set': {
        const {key, on} = input as {key: string; on: boolean};
        if (!message || (message.reactions.get(`${key} ${user}`)?.on ?? false) === on) return;
        message.reactions.set(`${key} ${user}`, {key, user, on, rev: ++conversation.seq});
        return;
      }
      case 'member.add': {
        if (whom?.state === 'joined') return;
        const seq = ++conversation.seq;
        const role = (input['role'] as string | undefined) ?? 'member';
        const {showsAll} = conversation;
        const stays = [...(whom?.stays ?? []), {from: showsAll ? 1 : seq, to: forEver, since: seq}];
        const coming = whom ?? member(input['user'] as string, role, seq);
        // what was before is seen and not unread (PWP-MEMBER-010)
        const readPrivate = showsAll ? Math.max(coming.readPrivate, seq - 1) : coming.readPrivate;
        conversation.members.set(input['user'] as string, {...coming, ...{state: 'joined', role, stays, readPrivate}});
        say(conversation, user, 'added');
        return;
      }
      case 'member.remove': {
        if (!whom) return;
        const state = input['ban'] ? 'banned' : 'removed';
        if (whom.state === 'joined') end(conversation, whom, state, user, 'removed');
        else if (input['ban'] && whom.state !== 'banned') {
          whom.state = 'banned';
          conversation.seq++;
        }
        return;
      }
      case 'member.unban': {
        if (whom?.state !== 'banned') return;
        whom.state = 'removed';
        conversation.seq++;
        return;
      }
      case 'member.leave': {
        const own = conversation.members.get(user);
        if (own) end(conversation, own, 'left', user, 'left');
        return;
      }
      case 'member.role': {
        if (!whom || whom.role === input['role']) return;
        whom.role = input['role'] as string;
        conversation.seq++;
        say(conversation, user, 'role');
        return;
      }
      case 'conversation.update': {
        const {title = conversation.title, history} = input as {title?: string; history?: string};
        const showsAll = history === undefined ? conversation.showsAll : history === 'all';
        const isRenamed = title !== conversation.title;
        if (!isRenamed && showsAll === conversation.showsAll) return;
        Object.assign(conversation, {title, showsAll});
        conversation.seq++;
        if (isRenamed) say(conversation, user, 'renamed');
      }
    }
  }
}

const unpinned = {by: undefined, rev: 0};

type Content = {text: string; ranges?: {type: string; user?: string}[]};

/** Who is mentioned: members other than the sender, as of now. */
function saidIn(
  {members}: TruthConversation,
  sender: string,
  content: Content,
): Pick<TruthState, 'content' | 'text' | 'mentions'> {
  const named = (content.ranges ?? []).flatMap(({type, user}) => (type === 'mention' && user ? [user] : []));
  const mentions = named.filter((user) => user !== sender && members.get(user)?.state === 'joined');
  return {content: JSON.stringify(content), text: content.text, mentions};
}

const member = (user: string, role: string, seq: number): TruthMember => ({
  ...{user, state: 'joined', role, stays: [{from: seq, to: forEver, since: seq}]},
  ...{read: 0, readPrivate: 0, delivered: 0, cleared: 0},
  ...{markedUnread: false, mutedUntil: 0, pinned: false, archived: false},
});

function put(conversation: TruthConversation, message: TruthMessage): void {
  conversation.messages.set(message.id, message);
  conversation.inOrder.push(message);
}

/** The server's own word about what happened. */
function say(conversation: TruthConversation, sender: string, system: string): void {
  const seq = ++conversation.seq;
  const state = {rev: seq, content: '', text: '', mentions: [], deleted: false};
  put(conversation, {id: `system ${seq}`, seq, sender, system, states: [state], pin: unpinned, reactions: new Map()});
}

function send(conversation: TruthConversation, sender: string, input: Record<string, unknown>): void {
  const id = input['id'] as string;
  if (conversation.messages.has(id)) return;
  const seq = ++conversation.seq;
  const replyTo = input['replyTo'] as string | undefined;
  const said = saidIn(conversation, sender, input['content'] as Content);
  const state: TruthState = {rev: seq, ...said, deleted: false, ...(replyTo && {replyTo})};
  put(conversation, {id, seq, sender, system: undefined, states: [state], pin: unpinned, reactions: new Map()});
}

function end(
  conversation: TruthConversation,
  whom: TruthMember,
  state: TruthMember['state'],
  by: string,
  event: string,
): void {
  say(conversation, by, event);
  const to = ++conversation.seq;
  whom.state = state;
  const last = whom.stays.at(-1);
  if (last) last.to = to;
}

function setOwn(conversation: TruthConversation, user: string, input: Record<string, unknown>, isKnown: boolean): void {
  const own = conversation.members.get(user);
  if (!own) return;
  const head = own.state === 'joined' ? conversation.seq : (own.stays.at(-1)?.to ?? 0);
  const before = horizonOf(own);
  for (const name of ['read', 'readPrivate', 'delivered', 'cleared'] as const) {
    const asked = input[name];
    if (typeof asked === 'number') own[name] = Math.max(own[name], Math.min(asked, head));
  }
  own.delivered = Math.max(own.delivered, own.read);
  if (isKnown && flags.some((flag) => input[flag] !== undefined)) return;
  for (const flag of flags) if (input[flag] !== undefined) Object.assign(own, {[flag]: input[flag]});
  const newest = conversation.inOrder.findLast(({system}) => !system)?.seq ?? 0;
  const isAllRead = horizonOf(own) > before && horizonOf(own) >= Math.min(newest, head);
  if (isAllRead && input['markedUnread'] === undefined) own.markedUnread = false;
}

const flags = ['markedUnread', 'mutedUntil', 'pinned', 'archived'] as const;

/** Nothing up to here is unread. */
export const horizonOf = ({read, readPrivate, cleared, stays}: TruthMember): number =>
  Math.max(read, readPrivate, cleared, (stays.at(-1)?.from ?? 1) - 1);

/** A message as it was when the conversation stood at `asOf`. */
export function stateOf({states}: TruthMessage, asOf = forEver): TruthState {
  return states.findLast(({rev}) => rev <= asOf) ?? (states[0] as TruthState);
}

/** Unread and mentions by their definition (PWP-UNREAD-001), with the conversation at `asOf` and the horizon at `readAt`. */
export function countUnread(
  conversation: TruthConversation,
  user: string,
  asOf: number,
  readAt: number,
): {unread: number; mentions: number} {
  const counts = {unread: 0, mentions: 0};
  for (let at = conversation.inOrder.length - 1; at >= 0; at--) {
    const message = conversation.inOrder[at] as TruthMessage;
    if (message.seq <= readAt) break;
    if (message.seq > asOf || message.sender === user || message.system) continue;
    const {deleted, mentions} = stateOf(message, asOf);
    if (deleted) continue;
    counts.unread++;
    if (mentions.includes(user)) counts.mentions++;
  }
  return counts;
}

/** Whether somebody may see what has this position and was last changed at `rev` (I11). */
export const maySee = ({stays}: TruthMember, seq: number, rev: number): boolean =>
  stays.some(({from, to}) => seq >= from && seq <= to && rev <= to);
