import type {Chat} from '@parlor/sdk';
import {property, state} from 'lit/decorators.js';
import {ChatPart} from './chat-part.js';
import {askContext, chatContext} from './client-context.js';
import {chatNamed, onNames} from './registry.js';

/** How long an element looks for its chat before it says that there is none. */
const noChatAfterMs = 5_000;

/**
 * An element that shows what a chat holds. It finds the chat by its property, by name (`chat="support"`), by the nearest
 * provider, or takes the default one, in that order; late ones are fine. In data mode it needs none.
 */
export class ChatElement extends ChatPart {
  /** The chat that was found. */
  @state() client: Chat | undefined;
  #chat: Chat | string | undefined;
  #provided: Chat | undefined;
  #stops: (() => void)[] = [];
  #noChat: ReturnType<typeof setTimeout> | undefined;

  /** The SDK's chat, or the name it was made under. */
  @property()
  get chat(): Chat | string | undefined {
    return this.#chat;
  }
  set chat(chat: Chat | string | undefined) {
    this.#chat = chat;
    this.#find();
  }

  /** True where the host gives the data itself: no chat is missed then. */
  protected get dataMode(): boolean {
    return false;
  }

  override connectedCallback(): void {
    this.#provided = undefined;
    this.#stops = [
      onNames(() => this.#find()),
      askContext(this, chatContext, (chat) => {
        this.#provided = chat;
        this.#find();
      }),
    ];
    this.#find();
    super.connectedCallback();
    // an element inside another of ours leaves the report to it
    if (!this.nested) this.#noChat = setTimeout(() => this.#reportNoChat(), noChatAfterMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#noChat);
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #find(): void {
    const chat = this.#chat;
    this.client = typeof chat === 'object' ? chat : chat ? chatNamed(chat) : (this.#provided ?? chatNamed('default'));
  }

  #reportNoChat(): void {
    if (!this.client && !this.dataMode)
      this.report(Object.assign(new Error(`<${this.localName}> has found no chat`), {code: 'NO_CHAT'}));
  }
}
