import type {Chat, Conversation, ConversationHandle, Message, Readable} from '@parlor/sdk';
import {html, nothing} from 'lit';
import {property, query} from 'lit/decorators.js';
import {ChatComposer} from '../chat-composer/chat-composer.js';
import type {ComposerFields} from '../chat-composer/composer-fields.js';
import {isOneLine} from '../chat-composer/growing.js';
import {ChatLog} from '../chat-log/chat-log.js';
import type {LogSettings} from '../chat-log/log-settings.js';
import {shortTime} from '../chat-time/format.js';
import {ChatTyping} from '../chat-typing/chat-typing.js';
import {ChatBackEvent, ChatDetailsEvent, type ChatEditEvent, type ChatReplyEvent} from '../events.js';
import {ChatElement} from '../internal/chat-element.js';
import {partsOf} from '../internal/chat-part.js';
import {type HandedOn, handedOn, handOn} from '../internal/handed-on.js';
import {actionOf, threadActions} from '../internal/keymap.js';
import {personOf, presenceWord, titleOf} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {base} from '../tokens.styles.js';
import {styles} from './chat-thread.styles.js';
import type {ThreadSearch} from './thread-search.js';
import '../strings/en-conversation.js';

/** What its messages and its box can be told. */
export type ThreadSettings = HandedOn<LogSettings, 'log'> & HandedOn<ComposerFields, 'box'>;

let bar: typeof import('./pinned-bar.js') | undefined;

/**
 * One conversation: who it is with, its messages, who is typing, and the box to write in. Each part is a slot with a
 * default.
 *
 * @tagname chat-thread
 * @slot header - in place of the header
 * @slot header-actions - more buttons at the header's end
 * @slot banner - between header and messages
 * @slot log - in place of the messages
 * @slot composer - in place of the box to write in
 * @slot welcome - while no conversation is chosen
 * @slot disconnected - shown while no chat was found
 * @fires {ChatBackEvent} chat-back - the button before the name
 * @fires {ChatDetailsEvent} chat-details - the button after the name; opens the dialog
 * @csspart header - name, state and buttons
 * @csspart title - the name
 * @csspart search - the search in it, below the header
 * @csspart pins - the newest pinned message, below the header, and what leads to the list of all
 * @csspart log - the messages
 * @csspart composer - the box to write in
 * @cssprop [--chat-gutter=16px] - room at both sides
 */
export class ChatThread extends ChatElement {
  static override exported =
    `header, title, search, pins, log, composer, ${[ChatTyping, ChatLog, ChatComposer].map(partsOf)}`;
  static override styles = [base, styles];
  static override properties = handedOn['chat-thread'];

  /** The conversation's id. */
  @property() conversation = '';
  /** Shows a button that leads back to the list. */
  @property({type: Boolean, reflect: true}) back = false;
  /** Data mode: the messages, oldest first. */
  @property({attribute: false}) messages?: readonly Message[];
  /** Data mode: what is known of the conversation. */
  @property({attribute: false}) about?: Conversation;

  @query('chat-log') private log!: ChatLog | null;
  @query('chat-composer') private composer!: ChatComposer | null;
  @query('h2') private heading!: HTMLElement | null;

  #reads = new Reads(this);
  /** The pinned messages, and of which conversation. */
  #pins: Readable<readonly Message[]> | undefined;
  #pinsOf: ConversationHandle | undefined;
  #watched = '';
  #of: Chat | undefined;
  #stopWatching: (() => void) | undefined;
  #search: ThreadSearch | undefined;

  protected override get dataMode(): boolean {
    return this.messages !== undefined;
  }

  /** Focuses the box to write in. */
  override focus(): void {
    void this.#focusComposer();
  }

  /** Focuses the name of the conversation, for where the whole view has changed. */
  async focusTitle(): Promise<void> {
    await this.updateComplete;
    this.heading?.focus();
  }

  /** Opens the search in this conversation, or gives it the focus again. There has to be a chat. */
  async search(): Promise<void> {
    const {client, conversation} = this;
    if (!client || !conversation || this.dataMode) return;
    const {ThreadSearch} = await import('./thread-search.js');
    if (conversation !== this.conversation) return;
    const onEnd = (): void => {
      this.#search = undefined;
      this.requestUpdate();
    };
    this.#search ??= new ThreadSearch(this, {onEnd, report: this.report});
    this.requestUpdate();
    await this.updateComplete;
    this.#search?.focus();
  }

  /** Goes to a message of the conversation by its id; answers whether it is there. */
  async goTo(message: string): Promise<boolean> {
    await this.updateComplete;
    await this.log?.updateComplete;
    return (await this.log?.goTo(message)) ?? false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('chat-reply', this.#onReply);
    this.addEventListener('chat-edit', this.#onEdit);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('chat-reply', this.#onReply);
    this.removeEventListener('chat-edit', this.#onEdit);
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#watched = '';
    this.#pinsOf = undefined;
    this.#pins = undefined;
  }

  protected override updated(): void {
    this.#watchPresence();
    void this.#watchPins();
  }

  /** What draws them comes with the first that there is. */
  async #watchPins(): Promise<void> {
    const {client, conversation, dataMode} = this;
    const handle =
      this.isConnected && client && conversation && !dataMode ? client.conversation(conversation) : undefined;
    if (handle === this.#pinsOf) return;
    this.#pinsOf = handle;
    this.#pins = undefined;
    try {
      const pins = await handle?.pins();
      if (handle !== this.#pinsOf) return;
      this.#pins = pins;
      this.requestUpdate();
    } catch (error) {
      this.report(error);
    }
  }

  #drawPins() {
    const pinned = this.#pins ? this.#reads.get(this.#pins) : [];
    if (!pinned.length) return nothing;
    if (!bar)
      import('./pinned-bar.js').then(
        (loaded) => {
          bar = loaded;
          this.requestUpdate();
        },
        (error) => this.report(error),
      );
    return bar?.drawPinnedBar(this, pinned, {reads: this.#reads, report: (error) => this.report(error)}) ?? nothing;
  }

  #state(): Conversation | undefined {
    const {client, conversation, about} = this;
    return about ?? (client && conversation ? this.#reads.get(client.conversation(conversation).state) : undefined);
  }

  #watchPresence(): void {
    const peer = this.#state()?.peer ?? '';
    if (!this.isConnected || (this.#watched === peer && this.#of === this.client)) return;
    this.#stopWatching?.();
    this.#watched = peer;
    this.#of = this.client;
    this.#stopWatching = peer ? this.client?.people.watch([peer]) : undefined;
  }

  async #focusComposer(): Promise<void> {
    await this.updateComplete;
    await this.composer?.updateComplete;
    this.composer?.focus();
  }

  /** The composer's own wish to edit has its answer there already. */
  #onEdit = (event: ChatEditEvent): void => {
    const {composer} = this;
    if (!composer || event.defaultPrevented || event.composedPath().includes(composer)) return;
    event.preventDefault();
    composer.editing = event.message;
    void this.#focusComposer();
  };

  #onReply = (event: ChatReplyEvent): void => {
    const {composer} = this;
    if (!composer || event.defaultPrevented) return;
    event.preventDefault();
    composer.replyTo = event.message;
    void this.#focusComposer();
  };

  #back = (): void => {
    const event = new ChatBackEvent();
    this.dispatchEvent(event);
  };

  #details = async (): Promise<void> => {
    const event = new ChatDetailsEvent(this.conversation);
    if (!this.dispatchEvent(event)) return;
    try {
      await import('../chat-details/define.js');
      const dialog = document.createElement('chat-details');
      dialog.chat = this.client;
      dialog.conversation = this.conversation;
      dialog.addEventListener('close', () => dialog.remove());
      this.renderRoot.append(dialog);
      await dialog.show();
    } catch (error) {
      this.report(error);
    }
  };

  #find = (): void => void this.search().catch(this.report);

  /** A key of the host's own choice. */
  #onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || !this.client || !actionOf(event, threadActions, this.keymap)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#find();
  };

  /**
   * Escape leads from the box to the messages, once nothing is left for it to close there (UX-C7); PageUp and PageDown scroll
   * them while the text is one line (UX 1.5).
   */
  #onBoxKey = (event: KeyboardEvent): void => {
    const {key} = event;
    const [area] = event.composedPath();
    if (event.defaultPrevented || !this.log) return;
    const isPaging = (key === 'PageUp' || key === 'PageDown') && area instanceof HTMLTextAreaElement && isOneLine(area);
    if (isPaging) this.log.page(key === 'PageUp' ? -1 : 1);
    else if (key === 'Escape') this.log.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Escape leads from a message back to the box; in a panel that it closes, out of the panel. */
  #onLogKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || isInPanel(this) || !this.composer) return;
    event.preventDefault();
    event.stopPropagation();
    void this.#focusComposer();
  };

  /** Presence or "last seen" of the one other person, else how many members there are. Who types is told below the messages. */
  #aboutLine(state: Conversation | undefined): string {
    const {strings, settings, client} = this;
    const peer = state?.peer && personOf(state.peer, client, this.#reads);
    if (state && !state.peer) return strings.memberCount(state.memberCount);
    if (!peer) return '';
    if (peer.lastSeen !== undefined && peer.presence === 'offline') {
      return strings.lastSeen(shortTime(peer.lastSeen, settings.now(), settings));
    }
    return [presenceWord(peer.presence, strings), peer.status?.text].filter(Boolean).join(' · ');
  }

  override render() {
    const {client, messages, conversation, strings} = this;
    if (!client && !messages) return html`<slot name="disconnected"></slot>`;
    if (!messages && !conversation) {
      return html`<slot name="welcome">${this.#renderNotice(strings.chooseConversation, strings.chooseConversationText)}</slot>`;
    }
    const state = this.#state();
    const failed = client && !messages ? this.#reads.get(client.conversation(conversation).timeline).failed : undefined;
    const isGone = !state && (failed?.code === 'NOT_FOUND' || failed?.code === 'FORBIDDEN');
    return html`<div class="frame" @keydown=${this.#onKey}>
      ${this.#renderHeader(state, isGone)}
      ${isGone ? nothing : this.#search?.draw()}
      <slot name="banner"></slot>
      ${isGone ? nothing : this.#drawPins()}
      ${
        isGone
          ? this.#renderNotice(strings.notFound, strings.notFoundText)
          : html`<slot name="log">
              <chat-log
                part="log"
                .chat=${this.client}
                .conversation=${conversation}
                .messages=${messages}
                ${handOn(this)}
                @keydown=${this.#onLogKey}
              ></chat-log>
            </slot>
            <chat-typing .chat=${client} .conversation=${conversation}></chat-typing>
            <slot name="composer">
              <chat-composer
                part="composer"
                .chat=${client}
                .conversation=${conversation}
                ${handOn(this)}
                @keydown=${this.#onBoxKey}
              ></chat-composer>
            </slot>`
      }
    </div>`;
  }

  #renderHeader(state: Conversation | undefined, isGone: boolean) {
    const {client, strings} = this;
    const peer = state?.peer ? personOf(state.peer, client, this.#reads) : undefined;
    const title = state ? titleOf(state, peer, strings) : '';
    const about = this.#aboutLine(state);
    return html`<slot name="header"
      ><div class="header" part="header">
        <button class="back icon-button" aria-label=${strings.back} @click=${this.#back}>${this.icon('back')}</button>
        ${
          state
            ? html`<chat-avatar
              .user=${state.peer ?? state.id}
              .name=${title}
              .src=${state.avatar ?? peer?.avatar}
              .presence=${peer?.presence}
            ></chat-avatar>`
            : nothing
        }
        <div class="who">
          <h2 class="ellipsis" dir="auto" part="title" tabindex="-1">${title || strings.untitled}</h2>
          ${about ? html`<div class="about ellipsis">${about}</div>` : nothing}
        </div>
        <slot name="header-actions"></slot>
        ${
          // of what cannot be opened there is nothing to tell
          client && !isGone
            ? html`${
                this.messages
                  ? nothing
                  : html`<button
                      class="icon-button finder"
                      aria-label=${strings.searchInConversation}
                      aria-expanded=${!!this.#search}
                      @click=${this.#search?.close ?? this.#find}
                      >${this.icon('search')}</button
                    >`
              }<button class="icon-button" aria-label=${strings.details} aria-haspopup="dialog" @click=${this.#details}>
              ${this.icon('details')}
            </button>`
            : nothing
        }
      </div></slot
    >`;
  }

  #renderNotice(title: string, text: string) {
    return html`<div class="state">
      ${this.icon('messages')}
      <h3>${title}</h3>
      ${text}
    </div>`;
  }
}

/** In a `chat-launcher`, at whatever depth. */
function isInPanel(element: Element): boolean {
  for (let at: Node = element; ; ) {
    if (at instanceof Element && at.closest('chat-launcher')) return true;
    const root = at.getRootNode();
    if (!(root instanceof ShadowRoot)) return false;
    at = root.host;
  }
}

/** And what its messages and its box can be told: properties made from the table (internal/handed-on.ts). */
export interface ChatThread extends ThreadSettings {}

declare global {
  interface HTMLElementTagNameMap {
    'chat-thread': ChatThread;
  }
}
