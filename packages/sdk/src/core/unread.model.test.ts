/** Counting on five devices of three people, against counting row by row. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {holds, sequence} from '../../test/model.js';
import {changesFrame, deletedMessage, inboxRow, mentionOf, message} from '../../test/world.js';
import type {ChangesFrame, InboxRow, Message} from '../protocol/index.js';
import {followFrame, joinRow} from './inbox.js';
import {countRead, isUnsure} from './unread.js';

const people = ['ada', 'bo', 'cy'] as const;
type Person = (typeof people)[number];

/** A server: the messages of one conversation as they are at every seq, and how far each person has read. */
class Server {
  readonly states: Message[][] = [[]];
  readonly read = {ada: 0, bo: 0, cy: 0};
  readonly #changed: (Message | undefined)[] = [undefined];

  get head(): number {
    return this.states.length - 1;
  }

  change({what, of, names, who}: {what: string; of: number; names: Person | undefined; who: Person}): void {
    const seq = this.states.length;
    const now = [...(this.states.at(-1) as Message[])];
    const target = now[of % Math.max(1, now.length)];
    const kind = what === 'system' ? 'system' : 'text';
    const content = {kind, text: 'x', ...(names && {ranges: [mentionOf(names)]})};
    let change: Message | undefined;
    if (what === 'new' || what === 'system') change = message(seq, {sender: who, content});
    else if (!target || target.deleted || target.content.kind === 'system') change = undefined;
    else if (what === 'edit') change = {...target, rev: seq, content};
    else if (what === 'delete') change = deletedMessage(target.seq, seq, {sender: target.sender});
    if (change) {
      const place = now.findIndex(({id}) => id === change?.id);
      if (place < 0) now.push(change);
      else now[place] = change;
    }
    this.states.push(now);
    this.#changed.push(change);
  }

  frame(from: number, to: number): ChangesFrame {
    return changesFrame(from, to, ...this.#changed.slice(from, to + 1).filter((one) => one !== undefined));
  }

  definition(user: Person, asOf: number, readAt: number): [number, number] {
    const counted = (this.states[asOf] as Message[]).filter(
      ({seq, sender, deleted, content}) => seq > readAt && sender !== user && !deleted && content.kind !== 'system',
    );
    return [counted.length, counted.filter(({content}) => content.ranges?.some((range) => range.user === user)).length];
  }

  row(user: Person): InboxRow {
    const {head} = this;
    const read = this.read[user];
    const [unread, mentions] = this.definition(user, head, read);
    const newest = (this.states[head] as Message[]).findLast(({content}) => content.kind !== 'system');
    const preview = newest && {
      ...{id: newest.id, seq: newest.seq, rev: newest.rev, sender: newest.sender},
      ...{ts: 1, kind: 'text', text: ''},
    };
    const own = {...inboxRow().own, read};
    return inboxRow({seq: head, asOf: head, readAt: read, unread, mentions, own, ...(preview && {preview})});
  }
}

class Device {
  row: InboxRow;
  /** Frames up to here are on their way or came. */
  #sent: number;
  readonly user: Person;
  readonly #server: Server;

  constructor(server: Server, user: Person) {
    this.user = user;
    this.#server = server;
    this.#sent = server.head;
    this.row = server.row(user);
  }

  /** The next frame; with `isCached` the cache knows what the messages were before. */
  frame({length, isLost, isCached}: {length: number; isLost: boolean; isCached: boolean}): void {
    const to = Math.min(this.#server.head, this.#sent + length);
    if (to === this.#sent) return;
    const known = this.#server.states[this.row.asOf];
    const before = (id: string) => (isCached ? known?.find((one) => one.id === id) : undefined);
    if (!isLost) this.row = followFrame(this.row, this.#server.frame(this.#sent + 1, to), this.user, before);
    this.#sent = to;
  }

  again(back: number): void {
    const from = Math.max(1, this.#sent - back);
    if (this.#sent) this.row = followFrame(this.row, this.#server.frame(from, this.#sent), this.user);
  }

  /** The person reads here; the server hears of it. */
  read(back: number, isCached: boolean): void {
    const {row, user} = this;
    const read = Math.max(row.own.read, row.seq - back);
    const cached = isCached ? (this.#server.states[row.asOf] as Message[]).filter(({seq}) => seq > read) : undefined;
    this.row = {...countRead(row, read, user, cached), own: {...row.own, read}};
    this.#server.read[user] = Math.max(this.#server.read[user], read);
  }

  /** The row comes, after a connect, a read elsewhere, or because the count is unsure. */
  refetch(): void {
    this.row = joinRow(this.row, this.#server.row(this.user));
  }

  check(what: string): void {
    const {unread, mentions, asOf, readAt} = this.row;
    assert.deepEqual([unread, mentions], this.#server.definition(this.user, asOf, readAt), `${this.user}: ${what}`);
  }
}

const step = fc.record({
  is: fc.constantFrom('change', 'change', 'change', 'frame', 'frame', 'frame', 'frame', 'again', 'read', 'refetch'),
  device: fc.nat(4),
  what: fc.constantFrom('new', 'new', 'new', 'new', 'edit', 'delete', 'other', 'system'),
  of: fc.nat(40),
  names: fc.option(fc.constantFrom(...people), {nil: undefined}),
  who: fc.constantFrom(...people),
  length: fc.integer({min: 1, max: 3}),
  isLost: fc.boolean(),
  isCached: fc.boolean(),
  back: fc.nat(5),
});

test('on five devices, whatever is lost, doubled or late, every count is the definition at its pair, and after a row the definition now (PWP-UNREAD-001, PWP-UNREAD-002, I9)', (t) => {
  let operations = 0;
  holds(
    fc.property(sequence(step, 100), (steps) => {
      const server = new Server();
      for (const who of people) server.change({what: 'new', of: 0, names: undefined, who});
      const devices = ['ada', 'ada', 'bo', 'bo', 'cy'].map((user) => new Device(server, user as Person));
      for (const one of steps) {
        const device = devices[one.device] as Device;
        if (one.is === 'change') server.change(one);
        else if (one.is === 'frame') device.frame({...one, isLost: one.isLost && one.back === 0});
        else if (one.is === 'again') device.again(one.back);
        else if (one.is === 'read') device.read(one.back, one.isCached);
        else device.refetch();
        device.check(one.is);
        operations += 1;
      }
      for (const device of devices) {
        device.frame({length: 100, isLost: false, isCached: false});
        device.check('the end');
        device.refetch();
        assert.ok(!isUnsure(device.row));
        const {unread, mentions} = device.row;
        assert.deepEqual([unread, mentions], server.definition(device.user, server.head, server.read[device.user]));
      }
    }),
    300,
  );
  t.diagnostic(`${operations} operations on five devices`);
});
