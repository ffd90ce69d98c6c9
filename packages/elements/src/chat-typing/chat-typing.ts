import {css, html, nothing} from 'lit';
import {property, state} from 'lit/decorators.js';
import {ChatElement} from '../internal/chat-element.js';
import {isolate, nameOf} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {base} from '../tokens.styles.js';

/** Somebody types for this long before it shows, and it shows at least so long (UX-C15). */
const showAfterMs = 300;
const showAtLeastMs = 1_000;

/**
 * Who is typing, in a row that is always there and always 20 px high, so that nothing ever moves by it (UX-L16).
 * It is not announced.
 *
 * @tagname chat-typing
 * @csspart dots - the three dots
 */
export class ChatTyping extends ChatElement {
  static override exported = 'dots: typing-dots';
  static override styles = [
    base,
    css`
      :host {
        block-size: max(20px, 1.25rem);
        color: var(--_text-3);
        font-size: var(--_meta);
        line-height: max(20px, 1.25rem);
      }
      .row {
        display: flex;
        gap: 8px;
        align-items: center;
        padding-inline: var(--chat-gutter, 16px);
        animation: appear 120ms;
      }
      .dots {
        display: flex;
        gap: 3px;
        direction: ltr;
      }
      i {
        /* a border keeps its colour where the reader chose all colours */
        border: 2px solid;
        border-radius: 50%;
        animation: beat 1.2s infinite;
      }
      i:nth-child(2) {
        animation-delay: 0.15s;
      }
      i:nth-child(3) {
        animation-delay: 0.3s;
      }
      @keyframes beat {
        30% {
          translate: 0 -3px;
        }
        60% {
          translate: 0;
        }
      }
      @keyframes appear {
        from {
          opacity: 0;
        }
      }
    `,
  ];

  /** The conversation's id. */
  @property() conversation = '';
  /** Data mode: the names of those who type. */
  @property({attribute: false}) names?: readonly string[];

  /** What is on view, after its delays. */
  @state() private shown: readonly string[] = [];
  #reads = new Reads(this);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since = 0;

  protected override get dataMode(): boolean {
    return this.names !== undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.shown = [];
  }

  protected override updated(): void {
    if (!this.isConnected) return;
    const now = this.#now();
    const {length} = now;
    if (length > 0 === this.shown.length > 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      if (now.join('\n') !== this.shown.join('\n')) this.shown = now;
    } else if (this.#timer === undefined) {
      const wait = length > 0 ? showAfterMs : this.#since + showAtLeastMs - performance.now();
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#since = performance.now();
        this.shown = this.#now();
      }, wait);
    }
  }

  #now(): readonly string[] {
    const {client, conversation, names} = this;
    if (names) return names;
    if (!client || !conversation) return [];
    return this.#reads.get(client.conversation(conversation).typing).map((user) => nameOf(user, client, this.#reads));
  }

  /** With one other person it is plain who. */
  #words(): string {
    const {client, conversation, names, shown, strings} = this;
    const isDirect =
      !names && client && conversation && this.#reads.get(client.conversation(conversation).state)?.type === 'direct';
    return isDirect ? strings.typingHere : strings.typing(shown.map(isolate));
  }

  override render() {
    // read in the rendering, so that a change of the stores brings us back here
    this.#now();
    return this.shown.length > 0
      ? html`<div class="row">
          <span class="dots" part="dots" aria-hidden="true"><i></i><i></i><i></i></span>
          <span class="ellipsis">${this.#words()}</span>
        </div>`
      : nothing;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-typing': ChatTyping;
  }
}
