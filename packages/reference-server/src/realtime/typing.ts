/** Who types where (PWP-EPH-002): never stored, told to the joined others on every node, ended by a disconnect. */
import {ClientEphemeral} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import type {Clock} from '../clock.js';
import type {Actor, Domain} from '../domain/domain.js';
import {Refusal} from '../domain/refusal.js';
import type {Peers} from '../fanout/peers.js';
import {createBucket} from './bucket.js';
import type {Connections} from './connections.js';

/** Typing is over this long after the last frame. */
export const typingMs = 6_000;
/** A person in one conversation needs one frame in 3 s and one at the end; this lets them hop between a few. */
const typingRate = {perSecond: 1, burst: 6};

export type Typing = ReturnType<typeof createTyping>;

type Options = {
  domain: Domain;
  connections: Connections;
  clock: Clock;
  report(error: unknown): void;
  /** Where the others of a conversation may sit on other nodes. */
  peers?: Peers | undefined;
};

export function createTyping({domain, connections, clock, report, peers}: Options) {
  const show = (to: readonly string[], conversation: string, user: string, on: boolean): void => {
    for (const person of to) {
      for (const connection of connections.of(person))
        connection.sendEphemeral({type: 'typing', conversation, user, on});
    }
  };
  const tell = async (actor: Actor, conversation: string, on: boolean): Promise<void> => {
    const to = await domain.typingAudience(actor, conversation);
    show(to, conversation, actor.user, on);
    if (to.length > 0) peers?.tell({is: 'typing', conversation, user: actor.user, on, to});
  };
  const stopListening = peers?.onWord((word) => {
    if (word.is === 'typing') show(word.to, word.conversation, word.user, word.on);
  });

  let isStopped = false;

  return {
    tell,

    /** Who loses the connection now does not stop typing: the server stops. */
    stop(): void {
      isStopped = true;
      stopListening?.();
    },

    /** The `eph` frames of one connection. What is malformed, comes too often or is none of the sender's business is dropped. */
    forConnection(actor: () => Actor, mayType: () => boolean) {
      const bucket = createBucket(clock, typingRate);
      /** Conversation → until when others believe that this connection types. */
      const active = new Map<string, number>();
      const pass = (conversation: string, on: boolean): void => {
        tell(actor(), conversation, on).catch((error: unknown) => {
          // who may not write there types for nobody
          if (!(error instanceof Refusal)) report(error);
        });
      };
      return {
        receive(frame: unknown): void {
          const parsed = v.safeParse(ClientEphemeral, frame);
          if (!parsed.success || !mayType() || bucket.draw() > 0) return;
          const {conversation, on} = parsed.output;
          const now = clock.now();
          for (const [other, until] of active) if (until <= now) active.delete(other);
          if (on) active.set(conversation, now + typingMs);
          else if (!active.delete(conversation)) return;
          pass(conversation, on);
        },
        ended(): void {
          const now = clock.now();
          if (!isStopped) for (const [conversation, until] of active) if (until > now) pass(conversation, false);
          active.clear();
        },
      };
    },
  };
}
