/** What is true only for a moment: who is typing, who is there. Times are monotonic milliseconds (F15). */
import type {Presence} from '../protocol/model.js';

/** Typing is over this long after the last word of it (PWP-EPH-002). */
export const typingMs = 6_000;
/** A client says that it is typing at most this often. */
export const typingEveryMs = 3_000;

/** Who is typing in one conversation and until when, in the order they began. */
export type Typing = ReadonlyMap<string, number>;

/** After a `typing` frame, or a message of `user` (`on` false). */
export function typed(typing: Typing, user: string, on: boolean, now: number): Typing {
  const next = new Map(typing);
  if (on) next.set(user, now + typingMs);
  else next.delete(user);
  return next;
}

/** Without those whose time is over. */
export const expireTyping = (typing: Typing, now: number): Typing =>
  new Map([...typing].filter(([, until]) => until > now));

/** Who is there, of those being watched. */
export type Presences = ReadonlyMap<string, Presence>;

/** With what a frame or an answer says; the same map if nothing changed. */
export function present(presences: Presences, told: readonly Presence[]): Presences {
  const news = told.filter((one) => {
    const have = presences.get(one.user);
    return have?.state !== one.state || have.lastSeen !== one.lastSeen;
  });
  return news.length ? new Map([...presences, ...news.map((one) => [one.user, one] as const)]) : presences;
}
