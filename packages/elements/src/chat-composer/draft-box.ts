import type {ConversationHandle, Draft, Message, MessageContent} from '@parlor/sdk';
import {toMarkup} from '@parlor/sdk/markup';

export type TextRange = NonNullable<MessageContent['ranges']>[number];

/** What is in the box, or in a draft. `ranges` are those that have no markup. */
export type Contents = {text: string; ranges: readonly TextRange[]; replyTo: string | undefined};
export const nothingTyped: Contents = {text: '', ranges: [], replyTo: undefined};

const saveAfterMs = 300;

/** Edits that were begun and left, each conversation's its own. They live as long as the page. */
const begun = new WeakMap<ConversationHandle, {message: Message; words: Contents}>();

type Options = {
  /** The contents were set, not typed. */
  onPut: () => void;
  onSaved: (conversation: string, draft: Draft | undefined) => void;
};

/**
 * The contents of the box and the draft they belong to. They change with the conversation in the same task, so that no text
 * ever meets another conversation's send (UX-C5).
 *
 * The draft is the same in all tabs, and the newest words win: what was written here and is not saved yet is newer than any
 * draft; what is saved gives way to what another tab has written, or sent, since.
 */
export class DraftBox {
  now: Contents = nothingTyped;
  handle: ConversationHandle | undefined;
  /** The message being edited: the contents are no draft then. */
  edited: Message | undefined;
  /** The draft as it was last saved, or heard of. While a message is edited it waits here. */
  #saved: Contents = nothingTyped;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Saves what belongs to the conversation so far and takes up the draft of the next one, or the edit that was begun there.
   * What was typed while there was none yet goes along; what belongs to one never does.
   */
  enter(handle: ConversationHandle | undefined): void {
    this.save();
    this.edited = undefined;
    const isFirst = !this.handle && this.now.text !== '';
    this.handle = handle;
    this.#saved = fromDraft(handle?.draft.get());
    if (!isFirst) this.put(this.#saved);
    const left = handle && begun.get(handle);
    if (!left || isSame(left.words, wordsOf(left.message))) return;
    this.edit(left.message);
    this.put(left.words);
  }

  put(contents: Contents): void {
    if (isSame(contents, this.now)) return;
    this.now = contents;
    this.#options.onPut();
  }

  /** Takes up a message to edit; `undefined` brings back what was in the box before. */
  edit(message: Message | undefined): void {
    if (message) {
      this.save();
      this.edited = message;
      this.put(wordsOf(message));
    } else if (this.edited) {
      this.edited = undefined;
      if (this.handle) begun.delete(this.handle);
      this.put(this.#saved);
    }
    this.#options.onPut();
  }

  /** The user typed; the draft is saved when they pause. */
  typed(text: string, ranges: readonly TextRange[]): void {
    this.now = {...this.now, text, ranges};
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.save, saveAfterMs);
  }

  /** What the conversation's stored draft is now. */
  take(draft: Draft | undefined): void {
    const {edited, now} = this;
    const isOlder = !isSame(now, this.#saved);
    this.#saved = fromDraft(draft);
    const {replyTo} = this.#saved;
    if (edited) return;
    // the log asks for an answer by way of the draft
    if (isOlder) this.put({...now, replyTo: replyTo ?? now.replyTo});
    // what is blank is no draft, and stays
    else if (draft || now.text.trim() || now.replyTo) this.put(this.#saved);
  }

  save = (): void => {
    clearTimeout(this.#timer);
    const {handle, now, edited} = this;
    const {text, ranges, replyTo} = now;
    if (edited) {
      if (handle) begun.set(handle, {message: edited, words: now});
      return;
    }
    if (isSame(now, this.#saved)) return;
    this.#saved = now;
    if (!handle) return;
    const draft =
      text.trim() || replyTo ? {text, ...(replyTo && {replyTo}), ...(ranges.length > 0 && {ranges})} : undefined;
    handle.setDraft(draft);
    this.#options.onSaved(handle.id, draft);
  };

  /** A text is safe on the device: it leaves the box, or the draft of where the reader was; what was typed after it stays. */
  stored(handle: ConversationHandle, typed: string, edited: Message | undefined): void {
    const isHere = this.handle === handle && this.edited?.id === edited?.id;
    if (edited) {
      if (isHere && this.now.text === typed) this.edit(undefined);
      else if (!isHere && begun.get(handle)?.words.text === typed) begun.delete(handle);
    } else if (isHere) this.#drop(typed);
    else if (handle.draft.get()?.text === typed) {
      handle.setDraft(undefined);
      if (this.handle === handle) this.take(undefined);
    }
  }

  #drop(sent: string): void {
    const {text, ranges} = this.now;
    const {length} = sent;
    if (text.startsWith(sent)) {
      const rest = ranges.filter(({start}) => start >= length);
      this.put({
        text: text.slice(length),
        ranges: rest.map((range) => ({...range, start: range.start - length, end: range.end - length})),
        replyTo: undefined,
      });
    }
    this.save();
  }
}

const isSame = (a: Contents, b: Contents): boolean =>
  a.text === b.text && a.replyTo === b.replyTo && a.ranges.length === b.ranges.length;

const wordsOf = ({content: {text, ranges}}: Message): Contents => ({...toMarkup(text, ranges), replyTo: undefined});

const fromDraft = (draft: Draft | undefined): Contents => ({
  text: draft?.text ?? '',
  ranges: draft?.ranges ?? [],
  replyTo: draft?.replyTo,
});

/** The newest own message that can be edited (UX-C6); none where the time for that is over. */
export const lastEditable = (
  messages: readonly Message[] | undefined,
  windowMs = Number.POSITIVE_INFINITY,
): Message | undefined =>
  messages?.findLast(
    ({own, deleted, content, delivery, seq, at}) =>
      own &&
      !deleted &&
      content.kind === 'text' &&
      !content.poll &&
      delivery?.is !== 'cancelling' &&
      // what has not left yet has all its time before it
      !(seq && Date.now() - at > windowMs),
  );
