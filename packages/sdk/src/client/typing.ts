/** Who is typing, and telling the others that I am. Lives for seconds, and is stored nowhere. */
import {expireTyping, type Typing, typed, typingEnds, typingEveryMs} from '../core/presence.js';
import type {Engine} from './engine.js';

export type TypingWatch = {
  of(conversation: string): readonly string[];
  heard(conversation: string, user: string, on: boolean): void;
  say(conversation: string, on: boolean): void;
};

const nobody: readonly string[] = [];

export function createTyping(engine: Engine): TypingWatch {
  const {clock, user} = engine;
  const typing = new Map<string, {list: Typing; users: readonly string[]; stop(): void}>();
  const said = new Map<string, number>();

  function put(conversation: string, list: Typing): void {
    const before = typing.get(conversation);
    if (before?.list === list || (!before && !list.length)) return;
    before?.stop();
    const ends = typingEnds(list);
    if (ends === undefined) typing.delete(conversation);
    else {
      const stop = clock.after(Math.max(0, ends - clock.monotonic()), () =>
        put(conversation, expireTyping(list, clock.monotonic())),
      );
      typing.set(conversation, {list, users: list.map((one) => one.user), stop});
    }
    engine.entries.get(conversation)?.changed();
  }

  return {
    of: (conversation) => typing.get(conversation)?.users ?? nobody,
    heard(conversation, who, on) {
      if (who !== user) put(conversation, typed(typing.get(conversation)?.list ?? [], who, on, clock.monotonic()));
    },
    say(conversation, on) {
      const last = said.get(conversation);
      const now = clock.monotonic();
      if (on ? last !== undefined && now - last < typingEveryMs : last === undefined) return;
      if (on) said.set(conversation, now);
      else said.delete(conversation);
      engine.say({type: 'typing', conversation, on});
    },
  };
}
