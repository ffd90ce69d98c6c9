import {html, nothing, type PropertyValues} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import type {ChatInbox, InboxSettings} from '../chat-inbox/chat-inbox.js';
import {conversationEntry} from '../chat-inbox/entry.js';
import type {ChatThread} from '../chat-thread/chat-thread.js';
import {ChatBackEvent, ChatPanelChangeEvent, ChatPanelEvent} from '../events.js';
import {ChatElement} from '../internal/chat-element.js';
import {partsOf} from '../internal/chat-part.js';
import {handedOn, handOn} from '../internal/handed-on.js';
import {hasFinePointer} from '../internal/keys.js';
import {Watch} from '../internal/watch.js';
import {base} from '../tokens.styles.js';
import '../strings/en-dialogs.js';
import {fullScreen, styles} from './chat-launcher.styles.js';
import {KeyboardRoom} from './keyboard.js';

/** What we put into a history entry, to know it again. */
const panelEntry = 'parlorPanel';

/**
 * A button that floats in a corner of the page, with how much is unread, and a panel that it opens: the inbox, or whatever
 * stands inside this element. On a phone the panel takes the whole screen. The inbox is fetched when somebody comes near.
 *
 * An entry of its own, `@parlor/elements/chat-launcher/define.js`: who does not import it loads nothing of it.
 *
 * @tagname chat-launcher
 * @slot - what the panel holds, in place of the inbox
 * @slot icon - on the button
 * @slot icon-open - on the button while the panel is open
 * @fires {ChatPanelEvent} chat-show - the panel is about to open
 * @fires {ChatPanelChangeEvent} chat-shown - it has opened
 * @fires {ChatPanelEvent} chat-hide - the panel is about to close
 * @fires {ChatPanelChangeEvent} chat-hidden - it has closed
 * @csspart button - the button
 * @csspart badge - the number on it
 * @csspart panel - the panel
 * @cssprop [--chat-launcher-width=400px] - of the panel
 * @cssprop [--chat-launcher-height=680px] - of the panel
 * @cssprop [--chat-launcher-layer=1000] - z-index of the button; the panel is above everything
 */
export class ChatLauncher extends ChatElement {
  static override styles = [base, styles];
  static override properties = handedOn['chat-inbox'];

  /** The panel is open. Setting it asks nobody; `show()` and `hide()` do. */
  @property({type: Boolean, reflect: true}) open = false;
  @property({reflect: true}) placement: 'bottom-end' | 'bottom-start' | 'top-end' | 'top-start' = 'bottom-end';
  /** Distance from the edges of the window, px. */
  @property({type: Number}) offset = 20;
  /** Name of the button and the panel. Default: "Messages". */
  @property() label?: string;
  /** Whether the rest of the page is out of reach meanwhile: `auto` where the panel takes the whole screen. */
  @property() modal: 'auto' | 'never' | 'always' = 'auto';
  /** The inbox is fetched when the panel is first opened, not when a pointer or the focus comes to the button. */
  @property({type: Boolean}) lazy = false;

  /** Of the inbox: side by side, one after the other, or `auto` by width. */
  @property() layout: 'auto' | 'stack' | 'split' = 'auto';
  /**
   * `push`: where the panel takes the whole screen, it and the conversation in it are history entries: back leads from the
   * conversation to the list, and from there out of the panel.
   */
  @property() history?: 'push';

  @query('dialog') private panel!: HTMLDialogElement | null;
  @query('.launch') private button!: HTMLElement | null;
  @query('chat-inbox') private inbox!: ChatInbox | null;

  #totals = new Watch(this, () => this.client?.inbox.totals);
  /** What the inbox hands out of its parts. */
  @state() private exported = 'list, thread, status-banner';
  #screen: MediaQueryList | undefined;
  #keyboard = new KeyboardRoom();
  /** Once it was open its contents stay, with all that was typed and scrolled there. */
  #wasOpen = false;

  /** The host's own contents. */
  get #hasContent(): boolean {
    return [...this.children].some(({slot}) => !slot);
  }

  protected override get dataMode(): boolean {
    return this.#hasContent;
  }

  /** Opens the panel, and in it a conversation if one is given. Answers whether it is open: the host may cancel. */
  show(conversation?: string): boolean {
    if (!this.open && !this.dispatchEvent(new ChatPanelEvent('show'))) return false;
    this.open = true;
    if (conversation !== undefined) void this.#go(conversation);
    return true;
  }

  /** Closes the panel. Answers whether it is closed. */
  hide(): boolean {
    if (this.open && !this.dispatchEvent(new ChatPanelEvent('hide'))) return false;
    this.open = false;
    return true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#screen = matchMedia(fullScreen);
    this.#screen.addEventListener('change', this.#onScreen);
    addEventListener('popstate', this.#onPopState);
    // what was open when it was taken out of the page opens again
    if (this.hasUpdated && this.open) this.#present();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#screen?.removeEventListener('change', this.#onScreen);
    removeEventListener('popstate', this.#onPopState);
    this.#keyboard.stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.open) this.#wasOpen = true;
    if (changed.has('offset')) this.style.setProperty('--_offset', `${this.offset}px`);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('open') || (!this.open && changed.get('open') === undefined)) return;
    if (this.open) void this.#opened();
    else this.#closed();
  }

  async #opened(): Promise<void> {
    this.#present();
    this.#pushEntries();
    this.dispatchEvent(new ChatPanelChangeEvent('shown'));
    await this.#load();
    await this.#focusInside();
  }

  #closed(): void {
    const {panel} = this;
    if (!panel) return;
    const hadFocus = panel.matches(':focus-within') || panel.matches(':modal');
    this.#keyboard.stop();
    dismiss(panel);
    this.#leaveEntries();
    if (hadFocus) this.button?.focus({preventScroll: true});
    this.dispatchEvent(new ChatPanelChangeEvent('hidden'));
  }

  /** Shows the panel as this screen wants it. */
  #present(): void {
    const {panel} = this;
    if (!panel) return;
    const isFull = !!this.#screen?.matches;
    const isModal = this.modal === 'always' || (this.modal === 'auto' && isFull);
    dismiss(panel);
    // not by a media query: WebKit does not ask those of shared style sheets again when a window has another size
    panel.classList.toggle('full', isFull);
    panel.classList.toggle('ours', !this.#hasContent);
    // some browsers take every open <dialog> for a modal one
    panel.ariaModal = String(isModal);
    if (isModal) panel.showModal();
    else panel.showPopover();
    if (isFull) this.#keyboard.follow(panel);
    else this.#keyboard.stop();
    panel.focus({preventScroll: true});
  }

  /** A phone was turned, a window drawn wider. */
  #onScreen = (): void => {
    if (!this.open) return;
    const active = this.inbox?.shadowRoot?.activeElement as HTMLElement | null | undefined;
    this.#present();
    active?.focus({preventScroll: true});
  };

  async #load(): Promise<void> {
    if (this.#hasContent) return;
    try {
      await import('../chat-inbox/define.js');
      for (const tag of ['chat-conversation-list', 'chat-thread']) void this.#export(tag);
    } catch (error) {
      this.report(error);
    }
  }

  /** The parts of what the inbox holds can be styled from here, as soon as it is known which. */
  async #export(tag: string): Promise<void> {
    const parts = partsOf((await customElements.whenDefined(tag)) as unknown as typeof ChatElement);
    if (!this.exported.includes(parts)) this.exported = `${this.exported}, ${parts}`;
  }

  #comesNear = (): void => {
    if (!this.lazy) void this.#load();
  };

  /** From the panel on to where a reader goes on: the rows, or the conversation that is open. */
  async #focusInside(): Promise<void> {
    const {inbox} = this;
    await inbox?.updateComplete;
    const isWaiting = () => this.open && this.shadowRoot?.activeElement === this.panel;
    const root = inbox?.shadowRoot;
    if (!root || !isWaiting()) return;
    const thread = inbox.conversation === undefined ? null : root.querySelector<ChatThread>('chat-thread');
    if (!thread) return root.querySelector('chat-conversation-list')?.focusConversation();
    await customElements.whenDefined('chat-thread');
    if (!isWaiting()) return;
    if (hasFinePointer()) thread.focus();
    else await thread.focusTitle();
  }

  async #go(conversation: string): Promise<void> {
    await this.#load();
    await this.updateComplete;
    if (this.inbox) this.inbox.conversation = conversation;
  }

  #toggle = (): void => {
    if (this.open) this.hide();
    else this.show();
  };

  #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || !this.open) return;
    // a dialog inside has its own
    const inner = event.composedPath().find((at) => at instanceof HTMLDialogElement);
    if (inner && inner !== this.panel) return;
    event.preventDefault();
    event.stopPropagation();
    this.hide();
  };

  /** The back gesture of a phone, in a modal panel: from the conversation to the list, from there out. */
  #onCancel = (event: Event): void => {
    if (event.target !== this.panel) return;
    event.preventDefault();
    const {inbox} = this;
    const thread = inbox?.stacked ? inbox.shadowRoot?.querySelector('chat-thread') : undefined;
    if (thread) thread.dispatchEvent(new ChatBackEvent());
    else this.hide();
  };

  /** A browser may close a dialog without asking, where nothing was pressed since it asked last. */
  #onClose = (event: Event): void => {
    const {panel} = this;
    if (event.target === panel && !panel?.open && !panel?.matches(':popover-open')) this.open = false;
  };

  /* -- history -- */

  /** What is open again has its entries again: the panel, and the conversation in it. */
  #pushEntries(): void {
    if (this.history !== 'push' || !this.panel?.matches('.full') || history.state?.[panelEntry]) return;
    history.pushState({...history.state, [panelEntry]: true}, '');
    const conversation = this.inbox?.conversation;
    if (conversation !== undefined) history.pushState({...history.state, [conversationEntry]: conversation}, '');
  }

  /** Closed by hand: the way back is the one from before it was opened. */
  #leaveEntries(): void {
    if (this.history !== 'push' || !history.state?.[panelEntry]) return;
    history.go(history.state[conversationEntry] === undefined ? -1 : -2);
  }

  #onPopState = (event: PopStateEvent): void => {
    const isOpen = !!event.state?.[panelEntry];
    if (this.history !== 'push' || isOpen === this.open) return;
    // somebody made the window larger meanwhile
    if (isOpen || this.panel?.matches('.full')) this.open = isOpen;
  };

  override render() {
    const {strings, open, client} = this;
    const label = this.label ?? strings.messages;
    const unread = this.#totals.value?.unread ?? 0;
    return html`<button
        class="launch"
        part="button"
        aria-haspopup="dialog"
        aria-expanded=${open}
        aria-controls="panel"
        aria-label=${unread > 0 ? `${label}, ${strings.unreadCount(unread)}` : label}
        @click=${this.#toggle}
        @keydown=${this.#onKey}
        @pointerenter=${this.#comesNear}
        @focus=${this.#comesNear}
        >${
          open
            ? html`<slot name="icon-open">${this.icon('close')}</slot>`
            : html`<slot name="icon">${this.icon('messages')}</slot>`
        }${
          unread > 0 && !open
            ? html`<b class="badge" part="badge" data-count=${unread > 99 ? '99+' : unread}></b>`
            : nothing
        }</button
      ><dialog
        id="panel"
        part="panel"
        popover="manual"
        tabindex="-1"
        aria-label=${label}
        @keydown=${this.#onKey}
        @cancel=${this.#onCancel}
        @close=${this.#onClose}
        ><div class="bar"
          ><span>${label}</span
          ><button class="icon-button" aria-label=${strings.close} @click=${this.#toggle}>${this.icon('close')}</button></div
        ><div class="content"
          ><slot
            >${this.#wasOpen && !this.#hasContent ? html`<chat-inbox exportparts=${this.exported} .chat=${client} .layout=${this.layout} .history=${open ? this.history : undefined} ${handOn(this)}></chat-inbox>` : nothing}</slot
          ></div
        ></dialog
      >`;
  }
}

function dismiss(panel: HTMLDialogElement): void {
  if (panel.matches(':popover-open')) panel.hidePopover();
  if (panel.open) panel.close();
}

/** And what the inbox in it can be told: properties made from the table (internal/handed-on.ts). */
export interface ChatLauncher extends InboxSettings {}

declare global {
  interface HTMLElementTagNameMap {
    'chat-launcher': ChatLauncher;
  }
}
