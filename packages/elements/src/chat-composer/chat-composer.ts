import type {Chat, ConversationHandle, Message, MessageContent, Person} from '@parlor/sdk';
import {parseMarkup, toMarkup} from '@parlor/sdk/markup';
import {html, LitElement, nothing, type PropertyValues} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import {ChatDraftChangeEvent, ChatEditEvent, ChatSubmitEvent, ChatSubmittedEvent, ChatTypingEvent} from '../events.js';
import {announce} from '../internal/announcer.js';
import {ChatElement} from '../internal/chat-element.js';
import {hasFinePointer, keepKeys} from '../internal/keys.js';
import {nameOf, titleOf} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {Watch} from '../internal/watch.js';
import {base} from '../tokens.styles.js';
import {styles} from './chat-composer.styles.js';
import {type Contents, DraftBox, nothingTyped} from './draft-box.js';
import type {MentionBox} from './mention-box.js';
import {editRanges, trimmed} from './ranges.js';
import {TypingSignal} from './typing-signal.js';
import {whyNot} from './why-not.js';

/**
 * The box to write in: one growing textarea and a send button. What is typed stays in the box until it is safe on the
 * device (UX-C4), drafts belong to their conversation and change with it in the same task (UX-C5), and Enter never sends
 * inside an input method's composition (UX-C2).
 *
 * Without a chat it is a form control: `name`, `value`, `required`; `chat-submit` tells the content, Enter submits the form.
 *
 * @tagname chat-composer
 * @slot start - before the text, inside the box
 * @slot end - between the text and the send button
 * @slot above - above the box
 * @slot hint - below the box
 * @slot send-icon - in place of the arrow
 * @fires {ChatSubmitEvent} chat-submit - about to be sent; cancel it to do it yourself
 * @fires {ChatSubmittedEvent} chat-submitted - safe on this device
 * @fires {ChatDraftChangeEvent} chat-draft-change - the draft was saved
 * @fires {ChatTypingEvent} chat-typing - the user began or stopped typing
 * @fires {ChatEditEvent} chat-edit - ArrowUp in the empty box: the last own message is about to be edited
 * @csspart form - all of it
 * @csspart box - the frame around text and buttons
 * @csspart input - the textarea
 * @csspart send - the send button
 * @csspart chip - what is being answered or edited
 * @csspart popup - the list of people after an `@`
 * @csspart option - one of them
 * @csspart counter - what is left of the limit
 * @cssprop [--chat-gutter=12px] - room at both sides
 */
export class ChatComposer extends ChatElement {
  static override styles = [base, styles];
  static formAssociated = true;
  static override shadowRootOptions: ShadowRootInit = {...LitElement.shadowRootOptions, delegatesFocus: true};

  /** The conversation's id. */
  @property()
  get conversation(): string {
    return this.#conversation;
  }
  set conversation(id: string) {
    this.#conversation = id;
    this.#follow();
  }
  /** The text in the box, as typed. */
  @property()
  get value(): string {
    this.#follow();
    return this.#box.now.text;
  }
  set value(text: string) {
    this.#box.put({...this.#box.now, text, ranges: []});
  }
  /** Default: "Message" and the name of the conversation. */
  @property() placeholder?: string;
  /** Which key sends. Default `enter`, on touch screens `mod-enter`: Enter is a new line there. */
  @property({attribute: 'send-key'}) sendKey?: 'enter' | 'mod-enter';
  /** Most code points of a message. */
  @property({type: Number, attribute: 'max-length'}) maxLength = 8_000;
  @property({type: Boolean, reflect: true}) disabled = false;
  /** Why nobody can write here, shown in place of the box. Without it the conversation itself tells. */
  @property() readonly?: string;
  /** Name in a form. */
  @property({reflect: true}) name?: string;
  /** In a form: empty is not valid. */
  @property({type: Boolean}) required = false;
  /** ArrowUp in the empty box does not edit the last message. */
  @property({type: Boolean, attribute: 'no-edit-last'}) noEditLast = false;
  /** `off` lets typed characters through to the page's own shortcuts. */
  @property({attribute: 'key-guard'}) keyGuard: 'on' | 'off' = 'on';
  /** Whom an `@` may mean. Default: the members of the conversation. */
  @property({attribute: false}) mentions?: (query: string, signal: AbortSignal) => Promise<readonly Person[]>;

  /** What went wrong with the last send, in words. */
  @state() private problem = '';
  /** The message being edited. */
  @state() private edited: Message | undefined;
  @query('textarea') private area!: HTMLTextAreaElement | null;

  #conversation = '';
  #of: Chat | undefined;
  /** What the box held before the edit began. */
  #before: Contents | undefined;
  /** The texts that are on their way to the device's storage: Enter does not send them twice. */
  #leaving = new Map<ConversationHandle | undefined, string>();
  #justComposed = false;
  #popup: MentionBox | undefined;
  #reads = new Reads(this);
  #box = new DraftBox({
    onPut: () => {
      this.#writeArea();
      this.requestUpdate();
    },
    onSaved: (conversation, draft) => {
      const event = new ChatDraftChangeEvent(conversation, draft);
      this.dispatchEvent(event);
    },
    isEditing: () => this.edited !== undefined,
  });
  #draft = new Watch(
    this,
    () => this.#box.handle?.draft,
    (draft) => this.#box.take(draft),
  );
  #typing = new TypingSignal((isOn, hasChanged) => {
    this.#box.handle?.setTyping(isOn);
    const event = new ChatTypingEvent(isOn);
    if (hasChanged) this.dispatchEvent(event);
  });

  protected override get dataMode(): boolean {
    return !this.conversation;
  }

  /** The message being answered. Set it to answer one. */
  get replyTo(): Message | undefined {
    return this.#find(this.#box.now.replyTo);
  }
  set replyTo(message: Message | undefined) {
    this.#box.put({...this.#box.now, replyTo: message?.id});
    this.#box.save();
  }

  /** The message being edited. Set it to edit one; `undefined` brings back what was in the box before. */
  get editing(): Message | undefined {
    return this.edited;
  }
  set editing(message: Message | undefined) {
    this.#follow();
    if (message) {
      if (!this.edited) this.#before = this.#box.now;
      this.#box.save();
      this.#typing.stop();
      this.edited = message;
      this.#box.put({...toMarkup(message.content.text, message.content.ranges), replyTo: undefined});
    } else if (this.edited) {
      this.edited = undefined;
      this.#box.put(this.#before ?? nothingTyped);
      this.#before = undefined;
    }
  }

  override focus(options?: FocusOptions): void {
    // by itself it would be the first control, which may be that of a chip
    if (this.area) this.area.focus(options);
    else super.focus(options);
  }

  /** Writes at the caret, over what is selected. */
  insert(text: string): void {
    this.area?.focus();
    // the one way that leaves undo whole
    document.execCommand('insertText', false, text);
  }

  clear(): void {
    this.#box.put(nothingTyped);
    this.#box.save();
  }

  /** Sends what is in the box, or saves the edit, if it can be: as the send button does. */
  send(): void {
    this.#follow();
    const {text: typed, ranges, replyTo} = this.#box.now;
    if (
      this.disabled ||
      !typed.trim() ||
      this.#tooMany > 0 ||
      typed === this.#leaving.get(this.#box.handle) ||
      this.#reason
    )
      return;
    const raw = trimmed(typed, ranges);
    const parsed = parseMarkup(raw.text, raw.ranges);
    if (!parsed.text.trim()) return;
    const content: MessageContent = {
      text: parsed.text,
      ...(parsed.ranges.length > 0 && {ranges: parsed.ranges}),
      ...(replyTo && {replyTo}),
    };
    const {edited} = this;
    const event = new ChatSubmitEvent(this.conversation || undefined, content, edited?.id);
    if (!this.dispatchEvent(event)) return;
    this.problem = '';
    this.#typing.stop();
    const handle = this.#box.handle;
    if (!handle) return this.#giveToForm();
    try {
      const sent = edited ? undefined : handle.send(content);
      const stored = sent?.queued ?? handle.edit((edited as Message).id, content);
      this.#leaving.set(handle, typed);
      void this.#settle(stored, handle, typed, edited, sent?.id);
    } catch (error) {
      this.#fail(error, edited);
    }
  }

  /* -- in a form -- */

  formResetCallback(): void {
    this.clear();
  }
  formDisabledCallback(disabled: boolean): void {
    this.disabled = disabled;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('pagehide', this.#box.save);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('pagehide', this.#box.save);
    this.#box.save();
    this.#typing.stop();
    this.#popup?.close();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#follow();
  }

  protected override updated(): void {
    const {area} = this;
    const {text} = this.#box.now;
    const isMissing = this.required && !text.trim();
    this.internals.setFormValue(text);
    if (!area) return;
    this.internals.setValidity(
      isMissing ? {valueMissing: true} : this.#tooMany > 0 ? {tooLong: true} : {},
      isMissing ? this.strings.writeFirst : this.strings.tooLong(this.#tooMany),
      area,
    );
    this.#writeArea();
    if (!CSS.supports('field-sizing', 'content')) {
      area.style.blockSize = 'auto';
      area.style.blockSize = `${area.scrollHeight}px`;
    }
  }

  /* -- conversations and their drafts -- */

  /** Makes sure that the box belongs to the conversation that is set: leaves the old one, enters the new one. */
  #follow(): void {
    const {client} = this;
    if (client === this.#of && this.#box.handle?.id === (client && (this.#conversation || undefined))) return;
    this.#typing.stop();
    this.#box.save();
    this.#of = client;
    this.#popup?.close();
    this.#before = undefined;
    this.edited = undefined;
    this.problem = '';
    this.#box.enter(client && this.#conversation ? client.conversation(this.#conversation) : undefined);
  }

  /** At once: what is typed next must not meet the text of another conversation. */
  #writeArea(): void {
    const {area} = this;
    if (area && area.value !== this.#box.now.text) area.value = this.#box.now.text;
  }

  /* -- sending -- */

  /** Waits until the text is safe; only then does it leave the box, and only that text (UX-C4). */
  async #settle(
    stored: Promise<void>,
    handle: ConversationHandle,
    typed: string,
    edited: Message | undefined,
    id: string | undefined,
  ): Promise<void> {
    try {
      await stored;
    } catch (error) {
      if (this.#box.handle === handle) this.#fail(error, edited);
      else this.report(error);
      return;
    } finally {
      this.#leaving.delete(handle);
    }
    const isHere = this.#box.handle === handle && this.edited?.id === edited?.id;
    const {text} = this.#box.now;
    if (edited) {
      if (isHere && text === typed) this.editing = undefined;
    } else if (isHere) {
      this.#box.drop(typed);
    } else {
      if (this.#before?.text === typed) this.#before = undefined;
      if (handle.draft.get()?.text === typed) handle.setDraft(undefined);
    }
    const event = new ChatSubmittedEvent(handle.id, edited?.id ?? id);
    this.dispatchEvent(event);
  }

  #fail(error: unknown, edited: Message | undefined): void {
    this.problem = edited ? this.strings.notEdited : this.strings.notSaved;
    announce(this, this.problem, 'assertive');
    this.report(error);
  }

  #giveToForm(): void {
    const {form} = this.internals;
    if (form) form.requestSubmit();
    else this.clear();
    const event = new ChatSubmittedEvent(undefined, undefined);
    this.dispatchEvent(event);
  }

  /** How many code points are too many. */
  get #tooMany(): number {
    const {text} = this.#box.now;
    return text.length <= this.maxLength ? 0 : [...text].length - this.maxLength;
  }

  /** Why nobody can write here; empty when one can. */
  get #reason(): string {
    return this.readonly || whyNot(this.#box.handle?.state.get(), this.strings);
  }

  #find(id: string | undefined): Message | undefined {
    return id === undefined
      ? undefined
      : this.#box.handle?.timeline.get().messages.find((message) => message.id === id);
  }

  /* -- what the user does -- */

  #onInput = (): void => {
    const {area} = this;
    if (!area) return;
    this.#follow();
    const before = this.#box.now;
    const {text, ranges, at} = editRanges(before.ranges, before.text, area.value);
    this.#box.typed(text, ranges);
    this.problem = '';
    if (text !== area.value) {
      area.value = text;
      area.setSelectionRange(at, at);
    }
    this.requestUpdate();
    if (this.edited || !text.trim()) this.#typing.stop();
    else this.#typing.beat();
    void this.#suggest();
  };

  /** Puts a token in place of the text from `start` to the caret. For the list of people. */
  #takePerson = (start: number, user: string, name: string): void => {
    const {area} = this;
    if (!area) return;
    const token = `@${name}`;
    area.setSelectionRange(start, area.selectionEnd);
    this.insert(`${token} `);
    const {text, ranges} = this.#box.now;
    this.#box.typed(text, [...ranges, {type: 'mention', start, end: start + token.length, user}]);
  };

  async #suggest(): Promise<void> {
    const {area} = this;
    if (!area || (!this.#popup && !area.value.includes('@'))) return;
    try {
      const {MentionBox} = await import('./mention-box.js');
      this.#popup ??= new MentionBox(this, {
        people: (query, signal) => this.#people(query, signal),
        take: this.#takePerson,
      });
      if (this.isConnected) this.#popup.follow(area);
    } catch (error) {
      this.report(error);
    }
  }

  async #people(query: string, signal: AbortSignal): Promise<readonly Person[]> {
    if (this.mentions) return this.mentions(query, signal);
    const {client} = this;
    const members = this.#box.handle?.members.get() ?? [];
    if (!client) return [];
    return members
      .filter(({user, state}) => state === 'joined' && user !== client.user)
      .map(({user}) => client.people.person(user).get());
  }

  #onKeydown = (event: KeyboardEvent): void => {
    const isComposing = event.isComposing || event.keyCode === 229 || this.#justComposed;
    if (!isComposing && !event.defaultPrevented) this.#act(event);
    if (this.keyGuard !== 'off') keepKeys(event);
  };

  #act(event: KeyboardEvent): void {
    const {key, shiftKey, altKey} = event;
    const isMod = event.ctrlKey || event.metaKey;
    const mark = isMod && !altKey && !shiftKey ? {b: '**', i: '*', e: '`'}[key] : undefined;
    if (this.#popup?.onKey(event)) {
      // taken by the list
    } else if (key === 'Enter' && !shiftKey && !altKey && (isMod || this.#enterSends)) this.send();
    else if (key === 'ArrowUp' && !this.#box.now.text && !this.noEditLast && !this.edited && this.#editLast()) {
      // the old text is in the box now
    } else if (key === 'Escape' && (this.edited || this.#box.now.replyTo)) this.#dropChip();
    else if (mark && this.area)
      this.insert(mark + this.area.value.slice(this.area.selectionStart, this.area.selectionEnd) + mark);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  get #enterSends(): boolean {
    return this.sendKey ? this.sendKey === 'enter' : hasFinePointer();
  }

  #editLast(): boolean {
    const last = this.#box.handle?.timeline
      .get()
      .messages.findLast(
        ({own, deleted, content, delivery, seq}) =>
          own && !deleted && content.kind === 'text' && delivery?.is !== 'failed' && seq,
      );
    if (!last) return false;
    const event = new ChatEditEvent(last);
    if (this.dispatchEvent(event)) this.editing = last;
    return true;
  }

  #dropChip(): void {
    if (this.edited) this.editing = undefined;
    else this.replyTo = undefined;
    this.area?.focus();
  }

  #onComposed = (): void => {
    // Safari ends the composition before the keydown of the Enter that ended it (WebKit 165004)
    this.#justComposed = true;
    queueMicrotask(() => {
      this.#justComposed = false;
    });
  };

  #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.send();
  };

  #keepKeys = (event: KeyboardEvent): void => {
    if (this.keyGuard !== 'off') keepKeys(event);
  };

  /* -- rendering -- */

  #renderChip() {
    const {edited, strings, client} = this;
    const {replyTo} = this.#box.now;
    if (!edited && !replyTo) return nothing;
    const message = edited ?? this.#find(replyTo);
    const name = message && !edited ? nameOf(message.sender, client, this.#reads) : strings.message;
    return html`<div class="chip" part="chip">
      <div>
        <b class="ellipsis">${edited ? strings.editing : strings.replyingTo(name)}</b>
        <div class="ellipsis quiet" dir="auto">${message?.content.text}</div>
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label=${edited ? strings.stopEditing : strings.stopReplying}
        @click=${this.#dropChip}
      >
        ${this.icon('close')}
      </button>
    </div>`;
  }

  /** What there is to say about the text: what went wrong, or how much room is left. */
  #note(): string {
    const {problem, strings, maxLength} = this;
    const {text} = this.#box.now;
    if (problem || text.length < maxLength * 0.8) return problem;
    const left = maxLength - [...text].length;
    return left < 0 ? strings.tooLong(-left) : left <= maxLength * 0.2 ? strings.charactersLeft(left) : '';
  }

  override render() {
    const {client, strings, edited} = this;
    const state = this.#box.handle && this.#reads.get(this.#box.handle.state);
    const reason = this.#reason;
    if (reason) return html`<p class="reason">${reason}</p>`;
    const peer = state?.peer && client ? this.#reads.get(client.people.person(state.peer)) : undefined;
    const name = state ? titleOf(state, peer, strings) : '';
    const note = this.#note();
    const hasProblem = this.problem || this.#tooMany > 0;
    const popup = this.#popup;
    const isIdle = this.disabled || !this.#box.now.text.trim() || this.#tooMany > 0;
    return html`<form part="form" aria-label=${name ? strings.newMessageTo(name) : strings.message} @submit=${this.#onSubmit}>
      <slot name="above"></slot>
      ${popup?.render() ?? nothing}${this.#renderChip()}
      <div class="box" part="box">
        <slot name="start"></slot>
        <textarea
          part="input"
          rows="1"
          dir="auto"
          enterkeyhint=${this.#enterSends ? 'send' : 'enter'}
          aria-label=${edited ? strings.editing : name ? strings.messageTo(name) : strings.message}
          aria-autocomplete="list"
          aria-controls=${popup?.isOpen ? 'people' : nothing}
          aria-activedescendant=${popup?.active ?? nothing}
          aria-describedby=${note ? 'note' : nothing}
          aria-invalid=${hasProblem ? 'true' : nothing}
          placeholder=${this.placeholder ?? (name ? strings.messageTo(name) : strings.message)}
          ?disabled=${this.disabled}
          @input=${this.#onInput}
          @keydown=${this.#onKeydown}
          @keypress=${this.#keepKeys}
          @keyup=${this.#keepKeys}
          @compositionend=${this.#onComposed}
          @blur=${this.#onBlur}
        ></textarea>
        <slot name="end"></slot>
        <button
          class="send"
          part="send"
          aria-label=${edited ? strings.save : strings.send}
          aria-disabled=${isIdle}
          aria-describedby=${note ? 'note' : nothing}
          @pointerdown=${(event: Event) => event.preventDefault()}
        >
          <slot name="send-icon">${this.icon(edited ? 'check' : 'send')}</slot>
        </button>
      </div>
      ${note ? html`<div id="note" part="counter" class="note quiet ${hasProblem ? 'problem' : ''}">${note}</div>` : nothing}
      <slot name="hint"></slot>
    </form>`;
  }

  #onBlur = (): void => {
    this.#typing.stop();
    this.#popup?.close();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-composer': ChatComposer;
  }
}
