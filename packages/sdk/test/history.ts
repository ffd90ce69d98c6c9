/** A server's truth about one conversation, change by change, and what it says of it: frames, deltas, snapshots. For `ada`. */
import fc from 'fast-check';
import type {Change, ChangesFrame, Message} from '../src/protocol/index.js';
import {changesFrame, mentionOf, message} from './world.js';

export const me = 'ada';

/** What happens next. `of` picks among the messages there are. */
export const happening = fc.record({
  what: fc.constantFrom('new', 'new', 'new', 'answer', 'edit', 'delete', 'react', 'react', 'react', 'other'),
  who: fc.constantFrom('ada', 'bo', 'cy'),
  of: fc.nat(50),
  key: fc.constantFrom('a', 'b'),
  names: fc.boolean(),
});
export type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

type Stored = {message: Message; reactions: Map<string, {users: string[]; rev: number}>};

export class History {
  readonly #messages: Stored[] = [];
  /** What each value of the counter was about; some are about nothing that is shown. */
  readonly #log: (Change | undefined)[] = [undefined];

  get head(): number {
    return this.#log.length - 1;
  }

  add({what, who, of, key, names}: Happening): void {
    const seq = this.#log.length;
    const target = this.#messages[of % Math.max(1, this.#messages.length)];
    const content = {kind: 'text', text: `said at ${seq}`, ...(names && {ranges: [mentionOf(me)]})};
    this.#log.push(undefined);
    if (what === 'new' || what === 'answer') {
      const quoted = what === 'answer' ? target?.message : undefined;
      const replyTo = quoted && {
        ...{id: quoted.id, seq: quoted.seq, sender: quoted.sender, text: quoted.content.text},
        ...(quoted.deleted !== undefined && {deleted: true}),
      };
      this.#messages.push({
        message: message(seq, {sender: who, content, ...(replyTo && {replyTo})}),
        reactions: new Map(),
      });
      this.#tell(seq, this.#messages.at(-1) as Stored);
    } else if (!target || target.message.deleted !== undefined) return;
    else if (what === 'edit') {
      target.message = {...target.message, rev: seq, content, editedAt: seq};
      this.#tell(seq, target);
    } else if (what === 'delete') {
      const {id, seq: at, sender, ts} = target.message;
      target.message = {id, seq: at, sender, ts, rev: seq, content: {kind: 'text', text: ''}, deleted: who};
      target.reactions.clear();
      for (const other of this.#messages) {
        const {replyTo} = other.message;
        if (replyTo?.id === id) other.message = {...other.message, replyTo: {...replyTo, text: '', deleted: true}};
      }
      this.#tell(seq, target);
    } else if (what === 'react') {
      const before = target.reactions.get(key)?.users ?? [];
      const on = !before.includes(who);
      const users = on ? [who, ...before] : before.filter((one) => one !== who);
      target.reactions.set(key, {users, rev: seq});
      const summary = {key, count: users.length, users, rev: seq};
      this.#log[seq] = {type: 'reaction', message: target.message.id, summary, user: who, on, rev: seq};
    }
  }

  #tell(seq: number, {message: one}: Stored): void {
    this.#log[seq] = {type: 'message', message: one};
  }

  /** The live frame about from…to. */
  frame(from: number, to: number): ChangesFrame {
    return {...changesFrame(from, to), changes: this.#log.slice(from, to + 1).filter((one) => one !== undefined)};
  }

  /** Every message that changed since, as it is now. */
  since(seq: number): Message[] {
    return this.#messages.flatMap(({message: one, reactions}) => {
      const rev = Math.max(one.rev, ...[...reactions.values()].map((reaction) => reaction.rev));
      if (rev <= seq) return [];
      const list = [...reactions]
        .filter(([, {users}]) => users.length)
        .map(([key, reaction]) => ({key, count: reaction.users.length, own: reaction.users.includes(me), ...reaction}));
      return [{...one, ...(list.length && {reactions: list})}];
    });
  }
}
