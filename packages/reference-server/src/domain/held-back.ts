/** What of a batch waits in slow mode, while the rest of it is done. */
import type {Write} from './durable.js';
import {Refusal} from './refusal.js';

/** The messages of a batch that slow mode holds back, and what is about them: it waits as well (PWP-SLOW-003). */
export class HeldBack {
  readonly #messages: string[] = [];
  #refusal: Refusal | undefined;

  /** Whether this refusal holds back that write alone, and not the batch. */
  takes(write: Write, error: unknown): error is Refusal {
    if (write.name !== 'message.send' || !(error instanceof Refusal) || error.code !== 'SLOW_MODE') return false;
    this.#messages.push(write.input.id);
    this.#refusal = error;
    return true;
  }

  /** Why this write waits for one before it. A deletion does not: it is how the late copy is refused (PWP-SEND-009). */
  refusalOf({name, input}: Write): Refusal | undefined {
    if (name !== 'message.edit' && name !== 'reaction.set' && name !== 'message.pin') return undefined;
    return this.#messages.includes(input.id) ? this.#refusal : undefined;
  }
}
