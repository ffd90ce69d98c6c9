import type {Chat, Conversation, InboxList} from '@parlor/sdk';
import {css, html, nothing} from 'lit';
import {property, state} from 'lit/decorators.js';
import {ChatNoticeEvent, ChatOpenEvent, ChatSoundEvent} from '../events.js';
import {beginningWords} from '../internal/beginning.js';
import {ChatElement} from '../internal/chat-element.js';
import {look, personOf, titleOf} from '../internal/names.js';
import {Watch} from '../internal/watch.js';
import {base} from '../tokens.styles.js';
import '../strings/en-conversation.js';
import '../strings/en-notices.js';
import {LookedAt} from './looked-at.js';
import {type Known, knownFrom, newsIn} from './news.js';
import {isDismissed, keepDismissed} from './offer.js';
import {playSound, unlockSound} from './sound.js';

/** So long a reader who is looking at a conversation has to see what came there: then it is no news. */
const seenWithinMs = 600;
const soundEveryMs = 3_000;
/** Notices of more conversations than this at once are one. */
const mostAtOnce = 3;

/**
 * Sounds and desktop notices of new messages, for somebody who looks elsewhere. Of several tabs one does it; muted conversations,
 * own messages, what is seen at once and "do not disturb" are silent. It asks for no permission by itself.
 *
 * An entry of its own, `@parlor/elements/chat-notices/define.js`. It draws nothing, but the offer where that is wanted.
 *
 * @tagname chat-notices
 * @fires {ChatSoundEvent} chat-sound - a sound is about to be played
 * @fires {ChatNoticeEvent} chat-notice - a desktop notice is about to be shown
 * @fires {ChatOpenEvent} chat-open - a notice was chosen
 * @csspart offer - the question whether to be told
 */
export class ChatNotices extends ChatElement {
  static override styles = [
    base,
    css`
      .offer {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
        padding: 10px 16px;
        border-block-end: 1px solid var(--_line);
        background: var(--_panel);
        font-size: var(--_small);
        line-height: 19px;
      }
      p {
        flex: 1 1 200px;
        margin: 0;
      }
      button {
        min-block-size: 36px;
        padding-inline: 14px;
        border: var(--_border) solid currentColor;
        border-radius: var(--_radius-control);
        color: var(--_text-2);
        font-weight: 600;
      }
      .yes {
        background: var(--_accent);
        color: var(--_on-accent);
      }
      @media (forced-colors: active) {
        .yes {
          forced-color-adjust: none;
        }
      }
    `,
  ];

  /** `on` for two short tones, or the address of a sound of the host's. Left out, it is silent (UX-N3). */
  @property() sound?: string;
  /** Shows desktop notices while no tab of the user is on the screen, once the browser allows it (UX-N4). */
  @property({type: Boolean}) desktop = false;
  /** Whether a notice tells who wrote, also what, or neither: others may see the screen. */
  @property({attribute: 'notice-privacy'}) privacy: 'sender' | 'text' | 'nothing' = 'sender';
  /** Offers desktop notices here, after the reader has sent a message. "Not now" is kept for 30 days. */
  @property({type: Boolean}) offer = false;
  /** The id of the element in which a chosen notice opens its conversation: an inbox, a thread, a launcher. */
  @property() for?: string;

  @state() private isOffering = false;
  #known: Known | undefined;
  #of: Chat | undefined;
  #waiting = new Map<string, Conversation>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastSound = Number.NEGATIVE_INFINITY;
  #shown = new Map<string, Notification>();
  #lookedAt: LookedAt | undefined;
  #stops: (() => void)[] = [];
  #list = new Watch<InboxList>(
    this,
    () => this.client?.inbox.list(),
    (list) => this.#take(list),
  );

  /**
   * Asks the browser whether notices may be shown. Only in answer to something the reader has just done.
   * @throws {Error} outside of a gesture
   */
  async requestNotifications(): Promise<NotificationPermission> {
    if (!navigator.userActivation?.isActive)
      throw new Error('requestNotifications() must be called in answer to a gesture of the user');
    const permission = await Notification.requestPermission();
    this.isOffering = false;
    return permission;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('chat-submitted', this.#onSubmitted);
    this.#stops = [unlockSound(), () => document.removeEventListener('chat-submitted', this.#onSubmitted)];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
    this.#forget();
  }

  /** Another chat: what was known of the last one says nothing. */
  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#known = undefined;
    this.#waiting.clear();
    for (const notice of this.#shown.values()) notice.close();
    this.#shown.clear();
    this.#lookedAt?.stop();
    this.#lookedAt = undefined;
  }

  #take({conversations, loading}: InboxList): void {
    const {client} = this;
    if (!client || loading) return;
    if (client !== this.#of) this.#forget();
    this.#of = client;
    this.#lookedAt ??= new LookedAt(client.user);
    this.#closeRead(conversations);
    const before = this.#known;
    this.#known = knownFrom(conversations, before);
    if (!before) return;
    for (const conversation of newsIn(conversations, before, this.settings.now()))
      this.#waiting.set(conversation.id, conversation);
    if (this.#waiting.size > 0) this.#timer ??= setTimeout(() => void this.#tell().catch(this.report), seenWithinMs);
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    const {client} = this;
    const waiting = [...this.#waiting.keys()];
    this.#waiting.clear();
    if (!client?.connection.get().leading || client.me.get().presence === 'dnd') return;
    const now = new Map(
      client.inbox
        .list()
        .get()
        .conversations.map((one) => [one.id, one]),
    );
    const unread = waiting.flatMap((id) => now.get(id) ?? []).filter((one) => one.unread > 0);
    if (unread.length === 0) return;
    this.#playSound(unread);
    if (this.desktop && globalThis.Notification?.permission === 'granted' && !(await this.#lookedAt?.isSo()))
      this.#showNotices(unread);
  }

  #playSound(unread: readonly Conversation[]): void {
    const {sound} = this;
    if (!sound || performance.now() - this.#lastSound < soundEveryMs) return;
    const event = new ChatSoundEvent(unread.map(({id}) => id));
    if (!this.dispatchEvent(event)) return;
    this.#lastSound = performance.now();
    playSound(sound).catch(this.report);
  }

  #showNotices(unread: readonly Conversation[]): void {
    const {strings} = this;
    const reads = {...look, strings};
    if (unread.length > mostAtOnce) return this.#showNotice('', strings.newInConversations(unread.length), '');
    for (const conversation of unread) {
      const {preview} = conversation;
      const sender = preview && personOf(preview.sender, this.client, reads)?.name;
      const peer = conversation.peer === undefined ? undefined : personOf(conversation.peer, this.client, reads);
      const title = titleOf(conversation, peer, strings);
      const text = preview ? beginningWords(preview, strings) : strings.attachment;
      const body = conversation.peer === undefined && sender ? strings.said(sender, text) : text;
      if (this.privacy === 'nothing') this.#showNotice(conversation.id, strings.newMessage, '');
      else this.#showNotice(conversation.id, title, this.privacy === 'text' ? body : strings.newMessage);
    }
  }

  /** One for each conversation: a new one takes the place of the last. */
  #showNotice(conversation: string, title: string, body: string): void {
    const event = new ChatNoticeEvent(conversation || undefined, title, body);
    if (!this.dispatchEvent(event)) return;
    try {
      const notice = new Notification(title, {body, tag: `parlor ${conversation}`, lang: this.strings.language});
      notice.onclick = () => {
        window.focus();
        notice.close();
        if (conversation) this.#open(conversation);
      };
      this.#shown.set(conversation, notice);
    } catch (error) {
      // some browsers show notices of service workers only
      this.report(error);
    }
  }

  /** What was read, here or elsewhere, is no news any more. */
  #closeRead(conversations: readonly Conversation[]): void {
    for (const {id, unread} of conversations) {
      if (unread > 0) continue;
      this.#shown.get(id)?.close();
      this.#shown.delete(id);
    }
    if (!conversations.some(({unread}) => unread > 0)) this.#shown.get('')?.close();
  }

  #open(conversation: string): void {
    const event = new ChatOpenEvent(conversation);
    if (!this.dispatchEvent(event) || !this.for) return;
    const target = (this.getRootNode() as Document | ShadowRoot).getElementById(this.for);
    if (target?.localName === 'chat-launcher') (target as HTMLElementTagNameMap['chat-launcher']).show(conversation);
    else if (target) Object.assign(target, {conversation});
  }

  /* -- the offer -- */

  #onSubmitted = (): void => {
    const isOpen = globalThis.Notification?.permission === 'default';
    if (this.offer && this.desktop && isOpen && !isDismissed(this.settings.now())) this.isOffering = true;
  };

  #accept = async (): Promise<void> => {
    const {strings} = this;
    try {
      const permission = await this.requestNotifications();
      const {toast} = await import('../chat-toasts/toast.js');
      if (permission === 'granted') toast(this, strings.noticesOn);
      else if (permission === 'denied') toast(this, strings.noticesBlocked, true);
    } catch (error) {
      this.report(error);
    }
  };

  #dismiss = (): void => {
    keepDismissed(this.settings.now());
    this.isOffering = false;
  };

  override render() {
    const {strings} = this;
    if (!this.isOffering) return nothing;
    return html`<div class="offer" part="offer" role="group" aria-labelledby="question">
      <p id="question">${strings.offerNotices}</p>
      <button class="yes" @click=${this.#accept}>${strings.allowNotices}</button>
      <button @click=${this.#dismiss}>${strings.notNow}</button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-notices': ChatNotices;
  }
}
