import type {Conversation, Message} from '@parlor/sdk';
import {html, type PropertyValues} from 'lit';
import {property, query} from 'lit/decorators.js';
import type {ChatConversationList} from '../chat-conversation-list/chat-conversation-list.js';
import type {ChatThread, ThreadSettings} from '../chat-thread/chat-thread.js';
import type {ChatOpenEvent} from '../events.js';
import {ChatElement} from '../internal/chat-element.js';
import {type HandedOn, handedOn, handOn} from '../internal/handed-on.js';
import {hasFinePointer} from '../internal/keys.js';
import {base} from '../tokens.styles.js';
import {styles} from './chat-inbox.styles.js';
import {conversationEntry} from './entry.js';

/** What its list and its thread can be told. */
export type InboxSettings = ThreadSettings & HandedOn<ChatConversationList, 'list'>;

/**
 * The whole chat: conversations and the open one side by side, and one after the other where it is narrower than 640 px
 * (UX-I5). It fills any box of at least 280 px; in a box without a height of its own it is as tall as --chat-height.
 *
 * @tagname chat-inbox
 * @slot inbox - in place of the list
 * @slot conversation - in place of the thread
 * @slot welcome - while no conversation is chosen
 * @slot disconnected - shown while no chat was found
 * @fires {ChatOpenEvent} chat-open - a conversation was chosen
 * @fires {ChatBackEvent} chat-back - back to the list
 * @csspart list - the pane of the list
 * @csspart thread - the pane of the conversation
 * @cssprop [--chat-inbox-width] - width of the list, 272 px, from 960 px on 320 px
 * @cssprop [--chat-height] - height where the page gives none: 720 px, or the window if that is lower
 */
export class ChatInbox extends ChatElement {
  static override styles = [base, styles];
  static override properties = handedOn['chat-inbox'];

  /** The id of the open conversation. It follows what the user chooses. */
  @property({reflect: true}) conversation?: string | undefined;
  /** Side by side, one after the other, or `auto` by width. */
  @property() layout: 'auto' | 'stack' | 'split' = 'auto';
  /** `push`: in the stacked layout an open conversation is a history entry, which the back button of the browser leaves. */
  @property() history?: 'push';
  /** Data mode: the conversations, in their order. */
  @property({attribute: false}) conversations?: readonly Conversation[];
  /** Data mode: the messages of the open conversation. */
  @property({attribute: false}) messages?: readonly Message[];

  @query('.panes') private panes!: HTMLElement | null;
  @query('chat-conversation-list') private list!: ChatConversationList | null;
  @query('chat-thread') private thread!: ChatThread | null;

  protected override get dataMode(): boolean {
    return this.conversations !== undefined;
  }

  /** One pane is on view at a time. */
  get stacked(): boolean {
    const pane = this.panes?.firstElementChild;
    return !!pane && getComputedStyle(pane).position === 'absolute';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', this.#onPopState);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#onPopState);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('conversation') || !this.#moved) return;
    this.#moved = false;
    void this.#moveFocus(changed.get('conversation') as string | undefined);
  }

  /** The change of conversation is the user's own act: the focus goes along (UX-I5). */
  #moved = false;

  async #moveFocus(before: string | undefined): Promise<void> {
    const {conversation} = this;
    if (conversation === undefined) return this.list?.focusConversation(before);
    await this.#loadThread();
    // it may have been left again meanwhile
    if (this.conversation !== conversation) return;
    if (this.stacked) await this.thread?.focusTitle();
    else if (hasFinePointer()) this.thread?.focus();
  }

  /** The list is on the screen before the messages and the box to write in are fetched; they come right after it. */
  async #loadThread(): Promise<void> {
    try {
      await import('../chat-thread/define.js');
    } catch (error) {
      this.report(error);
    }
  }

  /** What a search has found is shown where it stands. */
  async #goTo(conversation: string, message: string): Promise<void> {
    await this.#loadThread();
    await this.updateComplete;
    if (this.conversation === conversation) await this.thread?.goTo(message).catch(this.report);
  }

  protected override firstUpdated(): void {
    void this.#loadThread();
  }

  #onOpen = (event: ChatOpenEvent): void => {
    // the event goes on to the host, which may still cancel it
    queueMicrotask(() => {
      if (event.defaultPrevented) return;
      if (event.message !== undefined) void this.#goTo(event.conversation, event.message);
      if (event.conversation === this.conversation) return;
      this.#moved = true;
      if (this.history === 'push' && this.stacked) {
        history.pushState({...history.state, [conversationEntry]: event.conversation}, '');
      }
      this.conversation = event.conversation;
    });
  };

  #onBack = (event: Event): void => {
    queueMicrotask(() => {
      if (event.defaultPrevented) return;
      if (this.history === 'push' && history.state?.[conversationEntry] === this.conversation) history.back();
      else this.#leave();
    });
  };

  #leave(): void {
    this.#moved = true;
    this.conversation = undefined;
  }

  #onPopState = (event: PopStateEvent): void => {
    if (this.history !== 'push') return;
    const id: string | undefined = event.state?.[conversationEntry];
    if (id === this.conversation || (id === undefined && !this.stacked)) return;
    this.#moved = true;
    this.conversation = id;
  };

  override render() {
    const {client, conversations, conversation, strings, layout} = this;
    if (!client && !conversations) return html`<slot name="disconnected"></slot>`;
    return html`<div class="panes ${layout} ${conversation === undefined ? '' : 'open'}">
        <div class="list" part="list">
          <slot name="inbox">
            <chat-conversation-list
              ${handOn(this)}
              .chat=${client}
              .conversations=${conversations}
              .selected=${conversation}
              @chat-open=${this.#onOpen}
            ></chat-conversation-list>
          </slot>
        </div>
        <div class="thread" part="thread">
          <chat-status .chat=${client}></chat-status>
          ${
            conversation === undefined
              ? html`<slot name="welcome"
                ><div class="welcome">
                  ${this.icon('messages')}
                  <h2>${strings.chooseConversation}</h2>
                  ${strings.chooseConversationText}
                </div></slot
              >`
              : html`<slot name="conversation">
                <chat-thread
                  ${handOn(this)}
                  .chat=${client}
                  .conversation=${conversation}
                  .about=${conversations?.find(({id}) => id === conversation)}
                  .messages=${this.messages}
                  @chat-back=${this.#onBack}
                ></chat-thread>
              </slot>`
          }
        </div>
      </div>`;
  }
}

/** And what its list and its thread can be told: properties made from the table (internal/handed-on.ts). */
export interface ChatInbox extends InboxSettings {}

declare global {
  interface HTMLElementTagNameMap {
    'chat-inbox': ChatInbox;
  }
}
