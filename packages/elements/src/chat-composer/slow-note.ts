import type {Conversation, Message} from '@parlor/sdk';
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import {duration, timeLeft} from '../internal/duration.js';
import type {Strings} from '../strings.js';
import '../strings/en-conversation.js';

type Host = ReactiveControllerHost & {
  readonly strings: Strings;
  readonly settings: {readonly now: () => number};
};

/** Moderators and above do not wait. */
export const isSlowed = ({slowSeconds, role}: Conversation): boolean =>
  !!slowSeconds && (role === 'member' || role === 'observer');

/**
 * Slow mode in words below the box: how long lies between two messages, and after one of mine what is left of that, second by second.
 * The line is there all the time, so that nothing moves when it begins to count; what is sent too soon waits in the outbox.
 */
export class SlowNote implements ReactiveController {
  readonly #host: Host;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Messages of mine that were seen before they were sent, and when by this device's clock they were. */
  readonly #waiting = new Set<string>();
  #sent: {id: string; at: number} | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  /** Draws its host again with the next second, while there are any left. */
  words(conversation: Conversation, messages: readonly Message[]): string {
    clearTimeout(this.#timer);
    const {strings} = this.#host;
    const {slowSeconds = 0} = conversation;
    const leftMs = this.#leftMs(messages, slowSeconds * 1000);
    if (leftMs <= 0) return strings.slowMode(duration(slowSeconds, strings.language));
    this.#timer = setTimeout(() => this.#host.requestUpdate(), leftMs % 1000 || 1000);
    return strings.slowModeLeft(timeLeft(leftMs / 1000, strings.language));
  }

  #leftMs(messages: readonly Message[], wholeMs: number): number {
    const now = this.#host.settings.now();
    for (const {id, own, seq} of messages) if (own && seq === undefined) this.#waiting.add(id);
    const last = messages.findLast(({own, seq, content}) => own && seq !== undefined && content.kind !== 'system');
    if (!last) return 0;
    // of one that was sent just now this device knows when; of any other the server's clock has to do
    if (this.#sent?.id !== last.id) this.#sent = {id: last.id, at: this.#waiting.delete(last.id) ? now : last.at};
    return Math.min(this.#sent.at + wholeMs - now, wholeMs);
  }
}
