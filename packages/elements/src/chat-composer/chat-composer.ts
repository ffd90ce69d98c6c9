import type {Chat, Message, MessageContent} from '@parlor/sdk';
import {LitElement, nothing, type PropertyValues} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import {ChatDraftChangeEvent, ChatEditEvent, ChatSubmitEvent, ChatSubmittedEvent, ChatTypingEvent} from '../events.js';
import {announce} from '../internal/announcer.js';
import {opened} from '../internal/chat-part.js';
import {actionOf, boxActions} from '../internal/keymap.js';
import {keepKeys} from '../internal/keys.js';
import {nameOf, personOf, titleOf} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {Watch} from '../internal/watch.js';
import {base} from '../tokens.styles.js';
import {Attaching} from './attaching.js';
import {styles} from './chat-composer.styles.js';
import {Commanding} from './commanding.js';
import {ComposerFields} from './composer-fields.js';
import {Composition, enterSends, sends} from './composer-keys.js';
import {DraftBox, lastEditable, nothingTyped} from './draft-box.js';
import {drawChip, drawForm, drawReason, type Hands} from './drawing.js';
import {grow} from './growing.js';
import {paste} from './pasting.js';
import {drawPollButton} from './polling.js';
import {editRanges} from './ranges.js';
import {roomLeft, tooMany} from './room.js';
import {SendLater} from './send-later.js';
import {Sending} from './sending.js';
import {isSlowed, SlowNote} from './slow-note.js';
import {Suggesting} from './suggesting.js';
import {TypingSignal} from './typing-signal.js';
import {whyNot} from './why-not.js';
import '../strings/en-conversation.js';

/** Outside of a thread they are called `composer-box` and so on. */
const parts = 'form, box, input, button, send, chip, files, popup, option, picker, counter, later, unblock';

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
 * @slot emoji - in place of the emoji, such as an `emoji-picker-element`
 * @slot hint - below the box
 * @slot send-icon - in place of the arrow
 * @fires {ChatSubmitEvent} chat-submit - about to be sent; cancel it to do it yourself
 * @fires {ChatSubmittedEvent} chat-submitted - safe on this device
 * @fires {ChatDraftChangeEvent} chat-draft-change - the draft was saved
 * @fires {ChatCommandEvent} chat-command - one of `commands` was sent; cancel it to keep the text in the box
 * @fires {ChatTypingEvent} chat-typing - the user began or stopped typing
 * @fires {ChatAttachEvent} chat-attach - files are about to be attached; cancel it to do it yourself
 * @fires {ChatEditEvent} chat-edit - ArrowUp in the empty box: the last own message is about to be edited
 * @csspart form - all of it
 * @csspart box - the frame around text and buttons
 * @csspart input - the textarea
 * @csspart send - the send button
 * @csspart chip - what is being answered or edited
 * @csspart files - what is attached
 * @csspart popup - the list after an `@`, a `/` or a `:`
 * @csspart option - one of its rows
 * @csspart button - the buttons for files and for emoji
 * @csspart picker - the emoji
 * @csspart counter - what is left of the limit, and slow mode
 * @csspart later - the button that says how many messages wait for their time
 * @csspart unblock - the button that takes a block back, in place of the box
 * @csspart menu - the menu of the tools, where there is no room for their buttons
 * @cssprop [--chat-gutter=12px] - room at both sides
 */
export class ChatComposer extends ComposerFields {
  static override exported = `${parts.replace(/\w+/g, '$&: composer-$&')}, ${opened}`;
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
  /** What went wrong with the last send, in words. */
  @state() private problem = '';
  @query('textarea') private area!: HTMLTextAreaElement | null;
  /** Why nothing can be written, in the box's place. */
  @query('.reason') private reason!: HTMLElement | null;

  #conversation = '';
  #of: Chat | undefined;
  /** Before what is just being drawn. */
  #hadFocus = false;
  #composition = new Composition();
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
  });
  #suggesting = new Suggesting(this, this.#box);
  #attaching = new Attaching(this, this.#box, {
    connection: () => this.client?.connection.get(),
    isClosed: () => this.#reason !== '',
    say: (problem) => this.#say(problem),
    report: this.report,
  });
  #slow = new SlowNote(this);
  #later = new SendLater(this, {
    handle: () => this.#box.handle,
    content: () => this.#forLater(),
    stored: () => this.clear(),
    report: this.report,
  });
  #commanding = new Commanding(this, {say: (problem) => this.#say(problem), report: this.report});
  #sending = new Sending(this.#box, this.#attaching, {
    onStored: (conversation, id) => {
      const event = new ChatSubmittedEvent(conversation, id);
      this.dispatchEvent(event);
    },
    onFailed: (error, isHere, isEdit) => {
      if (isHere) this.#say(isEdit ? this.strings.notEdited : this.strings.notSaved);
      this.report(error);
    },
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
    return this.#box.edited;
  }
  set editing(message: Message | undefined) {
    this.#follow();
    if (message) this.#typing.stop();
    this.#box.edit(message);
  }

  override focus(options?: FocusOptions): void {
    // by itself it would be the first control, which may be that of a chip
    const place = this.area ?? this.reason;
    if (place) place.focus(options);
    else super.focus(options);
  }

  /** Writes at the caret, over what is selected. */
  insert(text: string): void {
    this.area?.focus();
    // the one way that leaves undo whole
    document.execCommand('insertText', false, text);
  }

  /** Attaches files, as far as the limits allow: as choosing them does. */
  attach(files: Iterable<Blob>): void {
    this.#follow();
    void this.#attaching.attach(files);
  }

  clear(): void {
    if (!this.editing) this.#attaching.files = [];
    this.#box.put(nothingTyped);
    this.#box.save();
  }

  /** Sends what is in the box, or saves the edit, if it can be: as the send button does. */
  send(): void {
    this.#follow();
    const {handle, edited} = this.#box;
    const content = this.disabled || this.#tooMany > 0 || this.#reason ? undefined : this.#sending.content();
    if (!content) return;
    if (this.#commanding.isOne) return void this.#commanding.run();
    const wanted = this.transformed(content);
    const event = wanted && new ChatSubmitEvent(this.conversation || undefined, wanted, edited?.id);
    if (!event || !this.dispatchEvent(event)) return;
    this.problem = '';
    this.#typing.stop();
    if (handle) this.#sending.send(handle, event.content);
    else this.#giveToForm();
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
    this.#attaching.connect();
    addEventListener('pagehide', this.#box.save);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#attaching.disconnect();
    removeEventListener('pagehide', this.#box.save);
    this.#box.save();
    this.#typing.stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#hadFocus = !!this.shadowRoot?.activeElement;
    this.#follow();
  }

  protected override updated(): void {
    const {area} = this;
    const {text} = this.#box.now;
    const isMissing = this.required && !text.trim() && this.#attaching.files.length === 0;
    this.internals.setFormValue(this.#attaching.formValue(text));
    // who is no longer allowed to write, or is again, hears of it where they are
    if (this.#hadFocus && !this.shadowRoot?.activeElement) this.focus();
    if (!area) return;
    this.internals.setValidity(
      isMissing ? {valueMissing: true} : this.#tooMany > 0 ? {tooLong: true} : {},
      isMissing ? this.strings.writeFirst : this.strings.tooLong(this.#tooMany),
      area,
    );
    this.#writeArea();
    area.style.setProperty('--_rows', String(this.rowsMax));
    grow(area);
  }

  /* -- conversations and their drafts -- */

  /** Makes sure that the box belongs to the conversation that is set: leaves the old one, enters the new one. */
  #follow(): void {
    const {client} = this;
    if (client === this.#of && this.#box.handle?.id === (client && (this.#conversation || undefined))) return;
    this.#typing.stop();
    this.#box.save();
    this.#of = client;
    this.#suggesting.list?.close();
    this.problem = '';
    this.#box.enter(client && this.#conversation ? client.conversation(this.#conversation) : undefined);
  }

  /** At once: what is typed next must not meet the text of another conversation. */
  #writeArea(): void {
    const {area} = this;
    if (area && area.value !== this.#box.now.text) area.value = this.#box.now.text;
  }

  /** Says what went wrong. */
  #say(problem: string): void {
    this.problem = problem;
    announce(this, problem, 'assertive');
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
    return tooMany(this.#box.now.text, this.maxLength);
  }

  /** Why nobody can write here; empty when one can. */
  get #reason(): string {
    const name = (user: string): string => nameOf(user, this.client, this.#reads);
    return this.readonly || whyNot(this.#box.handle?.state.get(), this.strings, name);
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
    if (this.editing || !text.trim()) this.#typing.stop();
    else this.#typing.beat();
    this.#suggesting.follow(area).catch(this.report);
  };

  #onKeydown = (event: KeyboardEvent): void => {
    if (!this.#composition.has(event) && !event.defaultPrevented && this.#act(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
    if (this.keyGuard !== 'off') keepKeys(event);
  };

  /** Does what a key stands for; false where it stands for itself. */
  #act(event: KeyboardEvent): boolean {
    if (this.#suggesting.list?.onKey(event)) return true;
    if (sends(event, enterSends(this.sendKey))) {
      this.send();
      return true;
    }
    const {edited, now} = this.#box;
    if (event.key === 'Escape' && (edited || now.replyTo)) {
      this.#dropChip();
      return true;
    }
    const action = actionOf(event, boxActions, this.keymap);
    if (action === 'editLast') return !now.text && !this.noEditLast && !edited && this.#editLast();
    if (!action || !this.area) return false;
    const mark = {bold: '**', italic: '*', code: '`'}[action];
    const {value, selectionStart, selectionEnd} = this.area;
    this.insert(mark + value.slice(selectionStart, selectionEnd) + mark);
    this.area.setSelectionRange(selectionStart + mark.length, selectionEnd + mark.length);
    return true;
  }

  #editLast(): boolean {
    const last = lastEditable(this.#box.handle?.timeline.get().messages, this.client?.connection.get().editWindowMs);
    if (!last) return false;
    const event = new ChatEditEvent(last);
    if (this.dispatchEvent(event)) this.editing = last;
    return true;
  }

  #dropChip(): void {
    if (this.editing) this.editing = undefined;
    else this.replyTo = undefined;
    this.area?.focus();
  }

  /** What comes when it is first wanted opens at its button. */
  #opens =
    (load: () => Promise<(host: this, opener: HTMLElement) => unknown>) =>
    (event: Event): void => {
      const opener = event.currentTarget as HTMLElement;
      load()
        .then((open) => open(this, opener))
        .catch((error: unknown) => this.report(error));
    };

  #onPaste = (event: ClipboardEvent): void => {
    const {handle} = this.#box;
    void paste(event, {
      attach: (files) => this.attach(files),
      isHere: () => this.#box.handle === handle,
      insert: (text) => this.insert(text),
      report: this.report,
      takesFiles: !!this.#attaching.limits,
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

  override render() {
    const {client, strings} = this;
    // whether it takes files is known with the connection
    if (client) this.#reads.get(client.connection);
    const {now, edited, handle} = this.#box;
    // followed in any case: who cannot write may again later
    const state = handle && this.#reads.get(handle.state);
    const reason = this.#reason;
    if (reason) return drawReason(this, reason, !this.readonly && state?.blocked === 'own' ? this.#unblock : undefined);
    const {list} = this.#suggesting;
    const peer = state?.peer ? personOf(state.peer, client, this.#reads) : undefined;
    const answered = edited ? undefined : this.#find(now.replyTo);
    return drawForm(this, this.#hands, {
      name: state ? titleOf(state, peer, strings) : '',
      note: this.problem || roomLeft(now.text, this.maxLength, strings) || this.#slowNote(),
      hasProblem: this.problem !== '' || this.#tooMany > 0,
      isIdle: this.disabled || (!now.text.trim() && this.#attaching.files.length === 0) || this.#tooMany > 0,
      later: edited ? nothing : this.#later.render(),
      chip: edited
        ? drawChip(this, {message: edited, dropped: this.#dropChip})
        : now.replyTo
          ? drawChip(this, {
              message: answered,
              to: answered ? nameOf(answered.sender, client, this.#reads) : strings.message,
              dropped: this.#dropChip,
            })
          : nothing,
      files: this.#attaching.drawFiles(),
      attach: this.#attaching.drawButton(),
      poll: drawPollButton(this, {
        state,
        report: this.report,
      }),
      list: list?.render(),
      active: list?.active,
    });
  }

  /** How slow mode stands; nothing where the reader does not wait. */
  #slowNote(): string {
    const {handle, edited} = this.#box;
    const state = handle?.state.get();
    if (!handle || !state || edited || !isSlowed(state)) return '';
    return this.#slow.words(state, this.#reads.get(handle.timeline).messages);
  }

  /** What the box holds, where it can wait: no edit, no files, nothing too long. */
  #forLater(): MessageContent | undefined {
    const {edited} = this.#box;
    const content = edited || this.#tooMany > 0 || this.#reason ? undefined : this.#sending.content();
    return content && !content.files ? this.transformed(content) : undefined;
  }

  #unblock = (): void => {
    const peer = this.#box.handle?.state.get()?.peer;
    if (peer !== undefined) this.client?.people.unblock(peer).catch(this.report);
  };

  #onBlur = (): void => {
    // whoever goes on in another tab finds all of it there
    this.#box.save();
    this.#typing.stop();
    this.#suggesting.list?.close();
  };

  #hands: Hands = {
    submit: this.#onSubmit,
    input: this.#onInput,
    keydown: this.#onKeydown,
    key: this.#keepKeys,
    composed: this.#composition.end,
    blur: this.#onBlur,
    paste: this.#onPaste,
    pick: this.#opens(async () => (await import('./pick-emoji.js')).pickEmoji),
    more: this.#opens(async () => (await import('./tools-menu.js')).openTools),
    held: this.#later,
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-composer': ChatComposer;
  }
}
