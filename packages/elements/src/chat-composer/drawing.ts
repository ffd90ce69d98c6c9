/** What the composer looks like. */
import type {Message} from '@parlor/sdk';
import {html, nothing} from 'lit';
import {contentWords} from '../internal/file-words.js';
import {drawIcon} from '../internal/icons.js';
import {isolate} from '../internal/names.js';
import '../strings/en-conversation.js';
import type {Composer} from './composer-fields.js';
import {enterSends} from './composer-keys.js';
import type {SendLater} from './send-later.js';

/** What is done to the form. */
export type Hands = {
  submit: (event: Event) => void;
  input: () => void;
  keydown: (event: KeyboardEvent) => void;
  /** `keypress` and `keyup`. */
  key: (event: KeyboardEvent) => void;
  composed: () => void;
  blur: () => void;
  paste: (event: ClipboardEvent) => void;
  /** The button for emoji, and the one that stands for all of them where there is little room. */
  pick: (event: Event) => void;
  more: (event: Event) => void;
  /** The send button, pressed or held. */
  held: Pick<SendLater, 'down' | 'up' | 'menu' | 'click'>;
};

type Look = {
  /** Of the conversation. */
  name: string;
  note: string;
  hasProblem: boolean;
  /** Nothing can be sent. */
  isIdle: boolean;
  /** What waits for its time. */
  later: unknown;
  chip: unknown;
  /** What is attached, and the button for more. */
  files: unknown;
  attach: unknown;
  /** The button for a poll. */
  poll: unknown;
  list: unknown;
  /** The id of the suggestion that arrow keys have reached. */
  active: string | undefined;
};

/** The message that is edited, or answered: then `to` is whose it is (UX-C7). */
export function drawChip(
  {strings, settings}: Composer,
  {message, to, dropped}: {message: Message | undefined; to?: string; dropped: () => void},
) {
  return html`<div class="chip" part="chip">
    <div>
      <b class="ellipsis">${to === undefined ? strings.editing : strings.replyingTo(isolate(to))}</b>
      <div class="ellipsis quiet" dir="auto">${message && contentWords(message.content, strings)}</div>
    </div>
    <button
      type="button"
      class="icon-button"
      aria-label=${to === undefined ? strings.stopEditing : strings.stopReplying}
      @click=${dropped}
    >
      ${drawIcon('close', settings.icons)}
    </button>
  </div>`;
}

/** In place of the box: why nobody can write here, and a way back for who blocks the other one. */
export function drawReason({strings}: Composer, reason: string, unblock: (() => void) | undefined) {
  return html`<p class="reason" tabindex="-1">${reason}${
    unblock ? html`<button type="button" part="unblock" @click=${unblock}>${strings.unblock}</button>` : nothing
  }</p>`;
}

export function drawForm(
  host: Composer,
  hands: Hands,
  {name, note, hasProblem, isIdle, later, chip, files, attach, poll, list, active}: Look,
) {
  const {strings, disabled, settings, editing} = host;
  const tools = [poll, attach, host.noEmoji ? nothing : 'emoji'].filter((tool) => tool !== nothing).length;
  return html`<form part="form" aria-label=${name ? strings.newMessageTo(name) : strings.message} @submit=${hands.submit}>
    <slot name="above"></slot>
    ${list ?? nothing}${later}${chip}${files}
    <div class="box tools-${tools}" part="box">
      <slot name="start"></slot>
      <textarea
        part="input"
        rows="1"
        dir="auto"
        enterkeyhint=${enterSends(host.sendKey) ? 'send' : 'enter'}
        aria-label=${editing ? strings.editing : name ? strings.messageTo(name) : strings.message}
        aria-autocomplete="list"
        aria-controls=${list && list !== nothing ? 'suggestions' : nothing}
        aria-activedescendant=${active ?? nothing}
        aria-describedby=${note ? 'note' : nothing}
        aria-invalid=${hasProblem ? 'true' : nothing}
        placeholder=${host.placeholder ?? (name ? strings.messageTo(isolate(name)) : strings.message)}
        ?disabled=${disabled}
        @input=${hands.input}
        @keydown=${hands.keydown}
        @keypress=${hands.key}
        @keyup=${hands.key}
        @compositionend=${hands.composed}
        @blur=${hands.blur}
        @paste=${hands.paste}
      ></textarea>
      <slot name="end"></slot>
      ${poll}${attach}${
        host.noEmoji
          ? nothing
          : html`<button
            type="button"
            class="icon-button tool emoji"
            part="button"
            aria-label=${strings.emoji}
            aria-haspopup="dialog"
            aria-expanded="false"
            ?disabled=${disabled}
            @click=${hands.pick}
          >
            ${drawIcon('react', settings.icons)}
          </button>`
      }<button
        type="button"
        class="icon-button more"
        part="button"
        aria-label=${strings.moreActions}
        aria-haspopup="menu"
        ?disabled=${disabled}
        @click=${hands.more}
        >${drawIcon('add', settings.icons)}</button
      ><button
        class="send"
        part="send"
        aria-label=${editing ? strings.save : strings.send}
        aria-disabled=${isIdle}
        aria-describedby=${note ? 'note' : nothing}
        @pointerdown=${hands.held.down}
        @pointerup=${hands.held.up}
        @pointercancel=${hands.held.up}
        @pointerleave=${hands.held.up}
        @contextmenu=${hands.held.menu}
        @click=${hands.held.click}
      >
        <slot name="send-icon">${drawIcon(editing ? 'check' : 'send', settings.icons)}</slot>
      </button>
    </div>
    ${note ? html`<div id="note" part="counter" class="note quiet ${hasProblem ? 'problem' : ''}">${note}</div>` : nothing}
    <slot name="hint"></slot>
  </form>`;
}
