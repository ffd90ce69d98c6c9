import type {ConversationHandle, Message, MessageContent} from '@parlor/sdk';
import {parseMarkup} from '@parlor/sdk/markup';
import type {Attaching} from './attaching.js';
import type {DraftBox} from './draft-box.js';
import {trimmed} from './ranges.js';

type Options = {
  /** The message with this id, or the edit of it, is safe on this device. */
  onStored: (conversation: string, id: string | undefined) => void;
  /** It could not be stored. `isHere`: its text is in the box. */
  onFailed: (error: unknown, isHere: boolean, isEdit: boolean) => void;
};

/** Takes texts from the box to the device's storage. Only what is safe there leaves the box, and only that (UX-C4). */
export class Sending {
  /** The texts that are on their way: Enter does not send them twice. */
  #leaving = new Map<ConversationHandle | undefined, string>();
  #box: DraftBox;
  #attaching: Pick<Attaching, 'toSend' | 'take'>;
  #options: Options;

  constructor(box: DraftBox, attaching: Pick<Attaching, 'toSend' | 'take'>, options: Options) {
    this.#box = box;
    this.#attaching = attaching;
    this.#options = options;
  }

  /** What would be sent now; nothing where there is nothing, or where it is on its way already. */
  content(): MessageContent | undefined {
    const {handle, now} = this.#box;
    const files = this.#attaching.toSend;
    const isText = !!now.text.trim();
    if (isText ? now.text === this.#leaving.get(handle) : files.length === 0) return;
    const raw = trimmed(now.text, now.ranges);
    const {text, ranges} = parseMarkup(raw.text, raw.ranges);
    if (!text.trim() && files.length === 0) return;
    return {
      text,
      ...(ranges.length > 0 && {ranges}),
      ...(now.replyTo && {replyTo: now.replyTo}),
      ...(files.length > 0 && {files}),
    };
  }

  send(handle: ConversationHandle, content: MessageContent): void {
    const {edited, now} = this.#box;
    const bringBack = edited ? undefined : this.#attaching.take();
    try {
      const sent = edited ? undefined : handle.send(content);
      const stored = sent?.queued ?? resay(handle, edited as Message, content);
      this.#leaving.set(handle, now.text);
      void this.#settle(stored, handle, now.text, edited, sent?.id, bringBack);
    } catch (error) {
      bringBack?.();
      this.#options.onFailed(error, true, !!edited);
    }
  }

  async #settle(
    stored: Promise<void>,
    handle: ConversationHandle,
    typed: string,
    edited: Message | undefined,
    id: string | undefined,
    bringBack: (() => void) | undefined,
  ): Promise<void> {
    try {
      await stored;
    } catch (error) {
      bringBack?.();
      this.#options.onFailed(error, this.#box.handle === handle, !!edited);
      return;
    } finally {
      this.#leaving.delete(handle);
    }
    this.#box.stored(handle, typed, edited);
    this.#options.onStored(handle.id, edited?.id ?? id);
  }
}

/** Edits a message; one that was refused is sent again with its new words, from where it stands. */
async function resay(handle: ConversationHandle, {id, delivery}: Message, content: MessageContent): Promise<void> {
  await handle.edit(id, content);
  if (delivery?.is === 'failed') await handle.retry(id);
}
