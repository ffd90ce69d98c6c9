/** Who is typing, and telling the others that I am. Lives for seconds, and is stored nowhere. */
import {keepSame} from '../base/keep.js';
import {expireTyping, type Typing, typed, typingEveryMs} from '../core/presence.js';
import type {Engine} from './engine.js';

export type TypingWatch = {
  of(conversation: string): readonly string[];
  heard(conversation: string, user: string, on: boolean): void;
  say(conversation: string, on: boolean): void;
};

const nobody: readonly string[] = [];

export function createTyping(engine: Engine): TypingWatch {
  const {clock, user} = engine;
  const typing = new Map<string, {who: Typing; users: readonly string[]; stop(): void}>();
  const said = new Map<string, number>();

  function put(conversation: string, who: Typing): void {
    const before = typing.get(conversation);
    if (!before && !who.size) return;
    before?.stop();
    typing.delete(conversation);
    if (who.size) {
      const waitMs = Math.min(...who.values()) - clock.monotonic();
      const stop = clock.after(waitMs, () => put(conversation, expireTyping(who, clock.monotonic())));
      typing.set(conversation, {who, users: keepSame(before?.users, [...who.keys()]), stop});
    }
    engine.entries.get(conversation)?.changed();
  }

  return {
    of: (conversation) => typing.get(conversation)?.users ?? nobody,
    heard(conversation, who, on) {
      if (who !== user)
        put(conversation, typed(typing.get(conversation)?.who ?? new Map(), who, on, clock.monotonic()));
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
