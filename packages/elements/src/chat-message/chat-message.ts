import type {Message, Person} from '@parlor/sdk';
import {html, nothing, type PropertyValues} from 'lit';
import {property, state} from 'lit/decorators.js';
import {deliveryText, markOf, markStyles} from '../chat-receipt/marks.js';
import {clockTime, fullTime} from '../chat-time/format.js';
import {ChatLinkEvent, ChatPersonEvent} from '../events.js';
import {ChatPart, opened} from '../internal/chat-part.js';
import {fileWords} from '../internal/file-words.js';
import {growsFor} from '../internal/growing.js';
import type {Keymap} from '../internal/keymap.js';
import {nameOr} from '../internal/names.js';
import type {Place} from '../internal/rights.js';
import type {Position} from '../internal/rows.js';
import {systemText} from '../internal/system-text.js';
import {formatted, isJumbo} from '../internal/text.js';
import {isVisible} from '../internal/visible.js';
import {base} from '../tokens.styles.js';
import {styles} from './chat-message.styles.js';
import {drawMessageMark} from './group-mark.js';
import {contentStyles} from './message-content.styles.js';
import {drawFiles, type FindFile} from './message-files.js';
import {
  drawEdited,
  drawForwarded,
  drawPin,
  drawQuote,
  drawReactions,
  drawSystem,
  drawTrouble,
} from './message-frame.js';
import {closesIn, drawPoll, pollStyles} from './message-poll.js';
import {drawPreview, previewOf} from './message-preview.js';
import '../strings/en-conversation.js';

/** What a host may draw in the place of a message's text: `default()` is what we would draw. */
export type RenderMessage = (message: Message, context: {default: () => unknown}) => unknown;
/** A kind of message the host adds: how it is drawn, and its plain text for names, announcements and notices. */
export type MessageKind = {render: (message: Message) => unknown; text: (message: Message) => string};

/** What may be done with a message. */
export type MessageAction =
  | 'react'
  | 'reply'
  | 'edit'
  | 'delete'
  | 'remove-preview'
  | 'copy'
  | 'forward'
  | 'select'
  | 'pin'
  | 'close-poll'
  | 'unread'
  | 'remind'
  | 'details'
  | 'report';

/** What a host adds to the menu of a message. */
export type OwnAction = {
  label: string;
  /** A node or a template, 20 × 20 px. */
  icon?: unknown;
  /** Drawn in the colour of what cannot be undone. */
  isDangerous?: boolean;
  act: (message: Message) => void;
};
/** Which actions a message offers, in this order; `'usual'` stands for those that it would offer by itself. */
export type OfferedActions = readonly (MessageAction | OwnAction | 'usual')[];

/** Above this a text is folded (UX-M10). */
const longText = 800;
const longLines = 12;

type Hands = typeof import('./message-hands.js');
let hands: Hands | undefined;
let coming: Promise<Hands> | undefined;

/** Toolbar, keys and menu come with the first pointer or focus. */
const withHands = async (use: (hands: Hands) => void): Promise<void> => {
  if (hands) return use(hands);
  // one import for all who wait: of two the later may be there first
  coming ??= import('./message-hands.js').finally(() => {
    coming = undefined;
  });
  const loaded = await coming;
  hands = loaded;
  use(loaded);
};

/** Long texts the reader has unfolded, by message id: it outlives the row. */
const unfolded = new Set<string>();

/** Outside of a log they are called `message-row` and so on. */
const parts =
  'row, avatar, name, bubble, emoji, text, media, picture, file, viewer, quote, preview, meta, poll, reactions, toolbar, picker';

/**
 * One message: a bubble or a flat row, with its quote, text, reactions, delivery mark and actions.
 * What the reader does comes out as events; without a log around it nothing else happens.
 *
 * @tagname chat-message
 * @slot - content in the place of the message's text
 * @slot meta - before its time
 * @slot after - below its bubble and its reactions
 * @fires chat-react, chat-reply, chat-edit, chat-delete, chat-retry, chat-unread, chat-quote, chat-link, chat-person
 * @fires {ChatMessageDetailsEvent} chat-message-details - who has read it and who reacted is wanted
 * @fires {ChatPinMessageEvent} chat-pin-message - it is to be pinned for everybody, or no longer
 * @fires {ChatForwardEvent} chat-forward - it is to be passed on
 * @fires {ChatSelectEvent} chat-select - it is to be the first of several that are selected
 * @fires {ChatClosePollEvent} chat-close-poll - the poll that it is shall be closed
 * @fires {ChatRemindEvent} chat-remind - the reader is to be reminded of it
 * @fires {ChatRemovePreviewEvent} chat-remove-preview - its link is to be shown without a preview
 * @fires {ChatReportEvent} chat-report - it is to be reported
 * @csspart row - the article
 * @csspart avatar - the sender's picture
 * @csspart name - the sender's name
 * @csspart bubble - what holds quote, text and time
 * @csspart emoji - in its place, what holds one to three emoji alone
 * @csspart text - the text with the time at its end
 * @csspart media - its files
 * @csspart picture - one of them, where it is shown as a picture
 * @csspart file - one of them, where it is shown by its name
 * @csspart viewer - one of them as large as the window
 * @csspart quote - the message answered
 * @csspart preview - what the page behind its link says of itself
 * @csspart meta - time and mark
 * @csspart reactions - the reactions
 * @csspart poll - the options of a poll
 * @csspart toolbar - the actions on hover and focus
 * @csspart picker - all emoji, for a reaction
 * @csspart menu - its menu
 * @cssprop [--chat-gutter=16px] - space at both sides
 */
export class ChatMessage extends ChatPart {
  static override exported = `${parts.replace(/\w+/g, '$&: message-$&')}, ${opened}`;
  static override styles = [base, markStyles, contentStyles, pollStyles, styles];

  @property({attribute: false}) message: Message | undefined;
  /** The sender; without it the id stands for the name. */
  @property({attribute: false}) sender: Person | undefined;
  /** Names of other people, in quotes and under reactions. A new function when a name became known. */
  @property({attribute: false}) nameOf: (user: string) => string = (user) => user;
  /** Where it stands in its group. */
  @property() position: Position = 'single';
  /** Time and delivery mark of an own message are always shown, not only on hover. */
  @property({type: Boolean}) marks = false;
  @property() look: 'bubbles' | 'flat' = 'bubbles';
  @property() density: 'comfortable' | 'compact' = 'comfortable';
  /** The reader, for mentions. */
  @property() me?: string;
  /** The stop of the Tab key. */
  @property({type: Boolean}) active = false;
  /** Shows neither toolbar nor menu. */
  @property({type: Boolean, attribute: 'no-actions'}) noActions = false;
  /** `off`: no single-letter keys. */
  @property() shortcuts: 'on' | 'off' = 'on';
  /** Other keys for what is done to a message, such as `{reply: 'Q'}`. */
  @property({attribute: false}) keymap: Partial<Keymap> | undefined;
  /** Which actions are offered; by default those that make sense. */
  @property({attribute: false}) actions: OfferedActions | undefined;
  /** Somebody answers `chat-message-details`, `chat-forward`, `chat-select`, `chat-remind` and `chat-report`, so that these are offered. */
  @property({attribute: false}) hasDetails = false;
  /** The conversation it is in, asked when the menu opens: whether messages may be pinned here, those of others deleted, and for how long one's own may be changed. */
  @property({attribute: false}) where: (() => Place | undefined) | undefined;
  @property({attribute: false}) renderMessage: RenderMessage | undefined;
  /** Draws a block of code, for colours: its text stays the same. */
  @property({attribute: false}) renderCode: ((code: string) => unknown) | undefined;
  @property({attribute: false}) kind: MessageKind | undefined;
  /** Where its files are read from. */
  @property({attribute: false}) fileUrl: FindFile | undefined;
  /** Its children stand in the place of the text. A slot without need would hide the text from `dir="auto"`. */
  @property({attribute: false}) slotted = false;
  /** Draws attention to the row for 1.6 s. */
  @property({type: Boolean}) flash = false;
  /** Came just now, at the end: rises into its place. */
  @property({type: Boolean}) arriving = false;

  @state() private isHere = false;
  #hadFocus = false;
  /** The text as it grew: what was there stays the same nodes, so that what is selected in it stays selected. */
  #pieces: string[] = [];
  /** What the page behind its link says, as it is shown. */
  #preview: Message['content']['preview'];
  /** For how many milliseconds more it is taken for one that grows. */
  #grows = 0;
  #still: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    const look = () => {
      this.isHere = this.matches(':hover, :focus-within');
      if (!hands) void withHands(() => this.requestUpdate());
    };
    for (const type of ['pointerenter', 'pointerleave', 'focusin', 'focusout'] as const)
      this.addEventListener(type, look);
    const onPointer = (event: PointerEvent) => {
      const [target] = event.composedPath();
      void withHands((hands) => hands.onPointer(this, event, target));
    };
    for (const type of ['pointerdown', 'pointerup', 'pointercancel', 'pointermove'] as const)
      this.addEventListener(type, onPointer);
  }

  /** Focuses the message itself, without scrolling to it. */
  override focus(): void {
    this.#article?.focus({preventScroll: true});
  }

  /** Renders at once what is waiting, so that the row can be measured. */
  flush(): void {
    if (this.isUpdatePending) this.performUpdate();
  }

  /** Opens the menu of this message, or only its reactions. */
  openMenu(only?: 'react'): Promise<void> {
    return withHands((hands) => void hands.openMenu(this, only));
  }

  /** The text as it is spoken and copied. */
  get plainText(): string {
    const {message} = this;
    if (!message) return '';
    if (message.deleted) return this.strings.deleted;
    if (this.kind) return this.kind.text(message);
    const {kind, text, attachments} = message.content;
    if (kind === 'system') return systemText(message, this.nameOf, this.strings);
    return text || fileWords(attachments, this.strings);
  }

  get #article(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('article');
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#hadFocus = !!this.shadowRoot?.activeElement;
    this.#grows = this.message ? growsFor(this.message, Date.now()) : 0;
    if (changed.has('message'))
      this.#preview = this.message && previewOf(this.message, changed.get('message'), this.#preview);
  }

  override updated(changed: PropertyValues): void {
    const {message} = this;
    // a reaction that was taken back had it
    if (this.#hadFocus && !this.shadowRoot?.activeElement) queueMicrotask(() => this.focus());
    if (!message) return;
    clearTimeout(this.#still);
    const until = this.#grows || closesIn(message, this.settings.now());
    if (until) this.#still = setTimeout(() => this.requestUpdate(), until);
    const mark = markOf(message);
    const states = {
      own: message.own,
      failed: mark === 'failed',
      sending: mark === 'clock',
      mentioned: message.mentionsMe,
      deleted: message.deleted,
      flash: this.flash,
    };
    for (const [name, on] of Object.entries(states)) {
      if (on) this.internals.states.add(name);
      else this.internals.states.delete(name);
    }
    if (!changed.has('message') || message.content.ranges.length === 0) return;
    // Code that has to scroll must be reachable by keys (UX-M11).
    for (const code of this.renderRoot.querySelectorAll('pre'))
      code.tabIndex = code.scrollWidth > code.clientWidth ? 0 : -1;
  }

  override render() {
    const {message, sender, strings, settings, look, position} = this;
    if (!message) return nothing;
    const {own, content, deleted, replyTo} = message;
    if (content.kind === 'system') return drawSystem(this, message);
    const mark = own ? markOf(message) : undefined;
    const isHead = position === 'single' || position === 'first';
    const isFlat = look === 'flat';
    const time = clockTime(message.at, settings);
    const showsName = isHead && !own;
    const name = own ? strings.you : nameOr(sender, this.nameOf(message.sender));
    const hasSpine = mark === 'failed' || (own && isFlat) || (message.mentionsMe && !own);
    const classes = ['row', look, position, this.density];
    if (own) classes.push('own');
    if (isHead) classes.push('head');
    if (hasSpine) classes.push('spine');
    if (mark === 'failed') classes.push('failed');
    else if (mark === 'clock') classes.push('waiting');
    else if (message.mentionsMe && !own) classes.push('mentioned');
    if (deleted || this.#standIn(message)) classes.push('deleted');
    const files = deleted || this.kind ? nothing : drawFiles(this, message, own ? '' : name);
    const isForwarded = content.forwarded && !deleted;
    const preview = this.kind ? nothing : drawPreview(this, message, this.#preview);
    const isLarge =
      !deleted &&
      !replyTo &&
      files === nothing &&
      content.kind === 'text' &&
      !content.poll &&
      !this.#grows &&
      isJumbo(content.text);
    if (isLarge) classes.push('jumbo');
    if (this.flash) classes.push('flash');
    if (this.arriving) classes.push('arriving');
    const when = html`<slot name="meta"></slot><time id="when" class="time" title=${fullTime(message.at, settings)}>${time}</time>`;
    const isWaiting = own && !this.marks && mark !== 'failed';
    const meta = own
      ? html`<span class=${isWaiting ? 'meta aside' : 'meta'} part="meta">${when}${drawMessageMark(mark, deliveryText(message.delivery, strings), message)}</span>`
      : nothing;
    const toolbar = this.isHere ? (hands?.drawToolbar(this) ?? nothing) : nothing;
    const side =
      own && !isFlat
        ? nothing
        : html`<div class="side"
            >${
              showsName
                ? html`<chat-avatar
                    part="avatar"
                    .user=${message.sender}
                    .name=${name}
                    .src=${sender?.avatar}
                    @click=${(event: Event) => this.#onPerson(event, message.sender)}
                  ></chat-avatar>`
                : own
                  ? nothing
                  : html`<span class="aside" part="meta">${when}</span>`
            }</div
          >`;
    return html`<article
      part="row"
      class=${classes.join(' ')}
      tabindex=${this.active ? 0 : -1}
      aria-labelledby=${`who${isForwarded ? ' forwarded' : ''} body${files === nothing ? '' : ' files'}${content.poll && !deleted ? ' poll' : ''}${preview === nothing ? '' : ' preview'} when state`}
      lang=${content.lang ?? nothing}
      aria-busy=${this.#grows ? 'true' : nothing}
      @keydown=${this.#onKey}
      @contextmenu=${this.#onContextMenu}
      >${side}<div class="main"
        >${
          showsName
            ? html`<div class="who"><bdi id="who" class="name ellipsis" part="name">${name}</bdi>${when}</div>`
            : html`<span id="who" class="unseen">${name}</span>`
        }<div class=${files === nothing ? 'bubble' : 'bubble media'} part=${isLarge ? 'emoji' : 'bubble'}
          >${replyTo && !deleted ? drawQuote(this, replyTo) : nothing}${isForwarded ? drawForwarded(this) : nothing}${files}${this.#renderText(message, isWaiting || preview !== nothing ? nothing : meta)}${content.poll ? drawPoll(this, message) : nothing}${preview}${isWaiting || preview === nothing ? nothing : meta}</div
        ><span id="state" class="unseen">${this.#stateText(message)}</span>${drawReactions(this, message)}${
          mark === 'failed' ? drawTrouble(this, message) : nothing
        }<slot name="after"></slot></div
      >${
        isWaiting || toolbar !== nothing
          ? html`<div class="beside">${toolbar}${isWaiting ? meta : nothing}</div>`
          : nothing
      }</article
    >`;
  }

  #renderText(message: Message, meta: unknown) {
    const {content, deleted} = message;
    const {text} = content;
    // files alone have no words, but may have a time
    if (
      !deleted &&
      content.attachments.length > 0 &&
      !isVisible(text) &&
      !this.kind &&
      !this.renderMessage &&
      !this.slotted
    )
      return meta === nothing && !message.pinned
        ? nothing
        : html`<div class="text" part="text">${drawPin(this, message)}${meta}</div>`;
    const isLong = !deleted && (text.length > longText || text.split('\n', longLines + 1).length > longLines);
    // it does not fold under its reader, at its end neither
    if (this.#grows) unfolded.add(message.id);
    const isOpen = unfolded.has(message.id);
    const drawn = () =>
      this.kind
        ? this.kind.render(message)
        : this.#standIn(message) ||
          this.#grown(message) ||
          formatted(text, content.ranges, {
            strings: this.strings,
            me: this.me,
            renderCode: this.renderCode,
            copyIcon: this.icon('copy'),
            sanitizeUrl: this.settings.sanitizeUrl,
            onLink: this.#onLink,
            onPerson: this.#onPerson,
            onCopy: (code) => this.do('copy', code),
          });
    const body = deleted
      ? this.strings.deleted
      : this.renderMessage
        ? this.renderMessage(message, {default: drawn})
        : drawn();
    return html`<div class=${isLong && !isOpen ? 'text clamped' : 'text'} part="text" dir="auto"
        ><span id="body" class="body">${this.slotted || this.querySelector(':scope > :not([slot])') ? html`<slot></slot>` : body}</span>${this.#grows ? html`<span class=${isVisible(text) ? 'caret' : 'caret dots'} aria-hidden="true"></span>` : nothing}${drawEdited(this, message)}${drawPin(this, message)}${isLong ? nothing : meta}</div
      >${
        isLong
          ? html`<button class="more" tabindex="-1" aria-expanded=${isOpen} @click=${() => this.#toggleLong(message.id)}
                >${isOpen ? this.strings.showLess : this.strings.showMore}</button
              >${meta}`
          : nothing
      }`;
  }

  /** A text without ranges that grows, or has grown here, piece by piece. */
  #grown({content: {text, ranges, growing}}: Message): string[] | undefined {
    const had = this.#pieces.join('');
    if (ranges.length > 0 || !(growing || (had && text.startsWith(had)))) {
      this.#pieces = [];
      return undefined;
    }
    this.#pieces = text.startsWith(had) ? [...this.#pieces, text.slice(had.length)].filter(Boolean) : [text];
    return this.#pieces;
  }

  /** The words in the place of a text of which nothing would be seen. */
  #standIn({content}: Message): string {
    if (this.kind || this.renderMessage || this.slotted || isVisible(content.text) || this.#grows) return '';
    return content.attachments.length > 0 ? '' : this.strings.emptyMessage;
  }

  #stateText(message: Message): string {
    const words = [
      this.#grows ? this.strings.typingHere : '',
      message.editedAt && !message.deleted ? this.strings.edited : '',
      message.pinned && !message.deleted ? this.strings.pinnedMessage : '',
      deliveryText(message.delivery, this.strings),
    ];
    return words.filter(Boolean).join(', ');
  }

  #toggleLong(id: string): void {
    // Whoever keeps the place of rows keeps this one's.
    this.dispatchEvent(new Event('chat-grow', {bubbles: true}));
    if (!unfolded.delete(id)) unfolded.add(id);
    this.requestUpdate();
  }

  /** Does what the reader wishes; `key`: of a reaction, or what to copy. @internal for the templates */
  do(action: MessageAction | 'retry', key?: string): void {
    void withHands((hands) => hands.act(this, action, key));
  }

  /** Tells who reacted. @internal for the templates */
  onReactions = (event: Event): void => {
    // afterwards it is only known to come from this element
    const {target} = event;
    void withHands((hands) => hands.onReactions(this, event, target));
  };

  #onKey(event: KeyboardEvent): void {
    // afterwards it is only known to come from this element
    const [target] = event.composedPath();
    void withHands((hands) => hands.onKey(this, event, target));
  }

  #onLink = (event: Event, url: string): void => {
    if (!this.message) return;
    const wish = new ChatLinkEvent(this.message, url);
    if (!this.dispatchEvent(wish)) event.preventDefault();
  };

  #onPerson = (_event: Event, user: string): void => {
    const wish = new ChatPersonEvent(user);
    this.dispatchEvent(wish);
  };

  /** A finger's long press is ours. */
  #onContextMenu(event: PointerEvent): void {
    if (event.pointerType === 'touch') event.preventDefault();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-message': ChatMessage;
  }
}
