import type {Connection} from '@parlor/sdk';
import {css, html, nothing, type PropertyValues} from 'lit';
import {property, state} from 'lit/decorators.js';
import {announce} from '../internal/announcer.js';
import {ChatElement} from '../internal/chat-element.js';
import {Watch} from '../internal/watch.js';
import type {Strings} from '../strings.js';
import {base} from '../tokens.styles.js';

/** A lost connection shows after this long; most are back before (UX-S1). */
const showAfterMs = 2_000;
const announceAfterMs = 3_000;

const words: Readonly<Partial<Record<Connection['is'], keyof Strings>>> = {
  connecting: 'connecting',
  'catching-up': 'catchingUp',
  waiting: 'waitingBanner',
  offline: 'offlineBanner',
  'auth-required': 'authRequired',
  blocked: 'blocked',
};

/**
 * Says when the chat is not connected, and until everything missed is there. It lies over the top edge of what follows
 * it and takes no room (UX-S1).
 *
 * @tagname chat-status
 * @csspart banner - the pill with the words
 * @cssprop [--chat-status-offset=8px] - how far below the edge it lies
 */
export class ChatStatus extends ChatElement {
  static override exported = 'banner: status-banner';
  static override styles = [
    base,
    css`
      :host {
        position: relative;
        z-index: 3;
        block-size: 0;
        pointer-events: none;
      }
      .banner {
        position: absolute;
        inset-inline: 0;
        inset-block-start: var(--chat-status-offset, 8px);
        inline-size: fit-content;
        max-inline-size: calc(100% - 32px);
        margin-inline: auto;
        padding: 5px 14px;
        border: 1px solid var(--_line);
        border-radius: 99px;
        background: var(--_raised);
        box-shadow: var(--_shadow);
        color: var(--_text-2);
        font-size: var(--_small);
        line-height: var(--_snug);
        animation: appear 180ms var(--_ease);
      }
      .banner::before {
        content: '';
        display: inline-block;
        inline-size: 8px;
        block-size: 8px;
        margin-inline-end: 8px;
        border: 2px solid var(--_warn);
        border-radius: 50%;
      }
      @keyframes appear {
        from {
          opacity: 0;
          translate: 0 -6px;
        }
      }
    `,
  ];

  /** Data mode: how the connection stands. */
  @property() connection?: Connection['is'];

  @state() private shown: Connection['is'] = 'online';
  #watch = new Watch(this, () => this.client?.connection);
  #timers: ReturnType<typeof setTimeout>[] = [];
  #last: Connection['is'] | undefined;
  /** What was said of this break. */
  #said: string | undefined;

  protected override get dataMode(): boolean {
    return this.connection !== undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow(undefined);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const is = this.connection ?? this.#watch.value?.is;
    if (is !== this.#last) this.#follow(is);
  }

  /** Shows a new state at once where a banner is up already or none is needed, else after a while. */
  #follow(is: Connection['is'] | undefined): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    this.#last = is;
    const word = is && words[is];
    if (!is || !word || words[this.shown]) this.shown = is ?? 'online';
    else this.#timers.push(setTimeout(() => (this.shown = is), showAfterMs));
    if (!word) this.#said = undefined;
    else if (word !== this.#said) this.#timers.push(setTimeout(() => this.#say(word), announceAfterMs));
  }

  #say(word: NonNullable<(typeof words)[Connection['is']]>): void {
    this.#said = word;
    announce(this, this.strings[word] as string);
  }

  override render() {
    const word = words[this.shown];
    return word ? html`<div class="banner" part="banner">${this.strings[word]}</div>` : nothing;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-status': ChatStatus;
  }
}
