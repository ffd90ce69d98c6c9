/** A server that says what a vector's script says, and answers from the state the vector gives. */
import type {Clock} from '../../src/base/clock.js';
import {ChatError} from '../../src/core/failure.js';
import type {Change, EphemeralFrame, HelloFrame, InboxRow, Message} from '../../src/protocol/index.js';
import {checkEphemeral, checkFrame} from '../../src/transport/check.js';
import type {Hello, Transport, TransportEvents} from '../../src/transport/transport.js';
import type {Place, Side, SyncPage, Vector} from './vector.js';

const newestInLimited = 50;
const dayMs = 24 * 60 * 60 * 1000;

type Asked = {op: string; input: unknown};
type Answers = Record<string, (input: never) => unknown>;

export class ScriptedServer {
  readonly transport: Transport;
  /** Since the script began. */
  asked: Asked[] = [];
  /** Where the client went on from, connection by connection. */
  readonly hellos: Hello[] = [];
  readonly #vector: Vector;
  readonly #clock: Clock;
  #side: Side;
  #next: {epoch: string; sync: SyncPage; pages?: SyncPage[]};
  #pages: SyncPage[] = [];
  #events: TransportEvents | undefined;

  constructor(vector: Vector, clock: Clock) {
    this.#vector = vector;
    this.#clock = clock;
    this.#side = vector.before;
    this.#next = {
      epoch: epochOf(vector.before),
      sync: {reset: 'new', rows: rowsOf(vector.before), cursor: vector.before.cursor ?? 'k1'},
    };
    this.transport = {
      connect: (hello, events) => {
        this.hellos.push(hello);
        this.#events = events;
        clock.after(1, () => {
          if (this.#events === events) this.#greet();
        });
        const isOpen = (): boolean => this.#events === events;
        return {
          request: (op, input) =>
            new Promise((resolve, reject) => {
              if (!isOpen()) return reject(new ChatError('OFFLINE', {retry: 'after'}));
              this.asked.push({op, input});
              clock.after(1, () => {
                try {
                  resolve(structuredClone(this.#answer(op, input)) as never);
                } catch (error) {
                  reject(error);
                }
              });
            }),
          ephemeral: () => undefined,
          close: () => {
            if (isOpen()) this.#events = undefined;
          },
        };
      },
    };
  }

  /** From now on the server is as the vector says it is in the end. */
  begin(): void {
    this.#side = this.#vector.after;
    this.asked = [];
  }

  say(frame: unknown): void {
    // what a transport does with what comes over the wire
    const checked = checkFrame(structuredClone(frame));
    if (typeof checked === 'object') this.#events?.frame(checked);
  }

  sayEphemeral(frame: EphemeralFrame): void {
    const checked = checkEphemeral(frame);
    if (typeof checked === 'object') this.#events?.ephemeral(checked);
  }

  /** Breaks the connection; the next one is greeted with this. */
  cut(next?: {epoch: string; sync: SyncPage; pages?: SyncPage[]}): void {
    if (next !== undefined) this.#next = next;
    const events = this.#events;
    this.#events = undefined;
    events?.closed(new ChatError('OFFLINE', {retry: 'after'}));
  }

  #greet(): void {
    const {epoch, sync, pages = []} = this.#next;
    this.#pages = [...pages];
    const now = this.#clock.now();
    this.say({
      type: 'hello',
      connection: String(this.hellos.length),
      user: this.#vector.user,
      proto: 1,
      features: [],
      epoch,
      serverTime: now,
      heartbeatMs: 25_000,
      expiresAt: now + dayMs,
      limits: {},
      sync,
    } satisfies HelloFrame);
  }

  #place(id: string): Place {
    const place = this.#side.conversations[id];
    if (place === undefined) throw new ChatError('NOT_FOUND');
    return place;
  }

  #answer(op: string, input: unknown): unknown {
    const answer = this.#answers[op];
    if (answer === undefined) throw new ChatError('UNAVAILABLE', {retry: 'after'});
    return answer(input as never);
  }

  readonly #answers: Answers = {
    sync: () => this.#pages.shift() ?? {rows: rowsOf(this.#side), cursor: this.#side.cursor ?? 'k9'},
    'inbox.page': () => ({rows: rowsOf(this.#side), people: []}),
    'inbox.rows': ({conversations}: {conversations: string[]}) => ({
      rows: rowsOf(this.#side).filter(({conversation}) => conversations.includes(conversation.id)),
    }),
    totals: () => totalsOf(rowsOf(this.#side)),
    'conversation.get': ({conversation}: {conversation: string}) => {
      const {row, members} = this.#place(conversation);
      return {row, members, people: []};
    },
    'member.list': ({conversation}: {conversation: string}) => ({
      members: this.#place(conversation).members,
      people: [],
    }),
    'conversation.delta': ({conversation, since}: {conversation: string; since: number}) =>
      deltaOf(this.#place(conversation), since, this.#vector.deltaRows ?? 200),
    'history.page': (input: PageInput) => pageOf(this.#place(input.conversation), input),
    'history.revalidate': ({
      conversation,
      from,
      to,
      asOf,
    }: {
      conversation: string;
      from: number;
      to: number;
      asOf: number;
    }) => {
      const {messages, row} = this.#place(conversation);
      return {
        messages: messages.filter((one) => one.seq >= from && one.seq <= to && touchedOf(one) > asOf),
        asOf: row.seq,
      };
    },
    'own.set': ({conversation}: {conversation: string}) => ({conversation, changes: []}),
    'person.get': () => ({people: []}),
    'presence.watch': () => ({presences: [], people: []}),
    'presence.set': () => ({presence: {user: this.#vector.user, state: 'online'}}),
    'ops.push': ({ops}: {ops: unknown[]}) => ({results: ops.map(() => ({ok: true, result: {changes: []}}))}),
  };
}

const epochOf = ({epoch = 'epoch-1'}: Side): string => epoch;
const rowsOf = ({conversations}: Side): InboxRow[] =>
  Object.values(conversations)
    .map(({row}) => row)
    .sort((a, b) => Number(b.own.pinned) - Number(a.own.pinned) || b.lastActivity - a.lastActivity);

function totalsOf(rows: readonly InboxRow[]): {unread: number; mentions: number; conversations: number} {
  const counted = rows.filter(
    ({own, membership}) => !own.archived && own.mutedUntil === 0 && membership.state === 'joined',
  );
  return {
    unread: counted.reduce((sum, {unread}) => sum + unread, 0),
    mentions: counted.reduce((sum, {mentions}) => sum + mentions, 0),
    conversations: counted.filter(({unread, own}) => unread > 0 || own.markedUnread).length,
  };
}

/** The seq of its last change, reactions included. */
const touchedOf = ({rev, reactions = []}: Message): number => Math.max(rev, ...reactions.map((summary) => summary.rev));

/** PWP-SYNC-008 */
function deltaOf({row, messages, members}: Place, since: number, most: number): unknown {
  if (since > row.seq) throw new ChatError('SINCE_AHEAD', {retry: 'resync'});
  const touched = messages.filter((one) => touchedOf(one) > since);
  const limited = touched.length > most;
  const told = limited ? messages.slice(-Math.min(most, newestInLimited)) : touched;
  const changes: Change[] = [
    ...told.flatMap((message): Change[] =>
      limited || message.rev > since
        ? [{type: 'message', message}]
        : (message.reactions ?? [])
            .filter(({rev}) => rev > since)
            .map((summary) => ({type: 'reaction', message: message.id, summary, rev: summary.rev})),
    ),
    ...members.filter(({rev}) => rev > since).map((member): Change => ({type: 'member', member})),
    ...(row.conversation.rev > since ? [{type: 'conversation', conversation: row.conversation} satisfies Change] : []),
  ];
  return {from: since + 1, to: row.seq, changes, ...(limited && {limited: true})};
}

type PageInput = {conversation: string; before?: number; after?: number; around?: number | string; limit?: number};

/** PWP-HISTORY-001, PWP-HISTORY-002 */
function pageOf({row, messages}: Place, {before, after, around, limit = 50}: PageInput): unknown {
  const target = typeof around === 'string' ? messages.find(({id}) => id === around)?.seq : around;
  if (typeof around === 'string' && target === undefined) throw new ChatError('NOT_FOUND');
  const middle = target ?? before ?? (after === undefined ? Number.POSITIVE_INFINITY : after + 1);
  const older = messages.filter(({seq}) => seq < middle);
  const newer = messages.filter(({seq}) => seq >= middle);
  const olderLimit = after !== undefined ? 0 : target === undefined ? limit : Math.floor(limit / 2);
  const newerLimit = limit - olderLimit;
  const page = [...(olderLimit > 0 ? older.slice(-olderLimit) : []), ...newer.slice(0, newerLimit)];
  const start = older.length <= olderLimit;
  const end = newer.length <= newerLimit;
  const edge = Math.min(middle, row.seq + 1);
  return {
    messages: page,
    range: {
      from: start ? 1 : olderLimit === 0 ? edge : (page[0]?.seq ?? edge),
      to: end ? row.seq : newerLimit === 0 ? edge - 1 : (page.at(-1)?.seq ?? edge - 1),
      asOf: row.seq,
    },
    start,
    end,
    people: [],
  };
}
