import {css, html, nothing} from 'lit';
import {state} from 'lit/decorators.js';
import {announce} from '../internal/announcer.js';
import {ChatPart} from '../internal/chat-part.js';
import {each} from '../internal/each.js';
import {base} from '../tokens.styles.js';
import '../strings/en-dialogs.js';

/** Whoever reads slowly has this long (WCAG 2.2.1). */
const shownForMs = 6_000;
const most = 3;

type Toast = {id: number; text: string; isError: boolean};

/**
 * What became of something the reader asked for, in a few words: "That message is no longer here". It goes after six seconds,
 * not while a pointer or the focus is on it; what failed stays until it is closed. The focus never moves there, and no toast is
 * the only place for something to do (UX-N5).
 *
 * Elements of ours show it where they are; a host may have its own anywhere and call `show()`.
 *
 * @tagname chat-toasts
 * @csspart toast - one of them
 */
export class ChatToasts extends ChatPart {
  static override styles = [
    base,
    css`
      :host {
        position: fixed;
        inset-block-end: 24px;
        inset-inline: 16px;
        z-index: var(--chat-toasts-layer, 1001);
        display: grid;
        gap: 8px;
        justify-items: center;
        pointer-events: none;
      }
      :host(:state(nested)) {
        position: absolute;
        inset-block: 12px auto;
        z-index: 4;
      }
      .toast {
        display: flex;
        gap: 8px;
        align-items: center;
        max-inline-size: 100%;
        padding: 8px 14px;
        border: 1px solid var(--_line);
        border-radius: var(--_radius-control);
        background: var(--_raised);
        box-shadow: var(--_shadow);
        color: var(--_text);
        font-size: var(--_small);
        line-height: 19px;
        overflow-wrap: anywhere;
        pointer-events: auto;
        animation: toast 120ms;
      }
      .error {
        padding-inline-end: 4px;
        border-inline-start: 3px solid var(--_danger);
      }
      .error .icon-button {
        inline-size: 28px;
        block-size: 28px;
      }
      @keyframes toast {
        from {
          opacity: 0;
        }
      }
    `,
  ];

  @state() private toasts: readonly Toast[] = [];
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #ids = 0;

  /** Shows and says it, once; the same text again replaces itself. */
  show(text: string, {isError = false}: {isError?: boolean} = {}): void {
    const id = ++this.#ids;
    const others = this.toasts.filter((toast) => toast.text !== text);
    for (const toast of this.toasts) if (!others.includes(toast)) this.#forget(toast.id);
    for (const toast of others.slice(0, -most + 1)) this.#forget(toast.id);
    this.toasts = [...others.slice(-most + 1), {id, text, isError}];
    announce(this, text, isError ? 'assertive' : 'polite');
    if (!isError) this.#wait(id);
  }

  /** Takes all of them away. */
  clear(): void {
    for (const {id} of this.toasts) this.#forget(id);
    this.toasts = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.clear();
  }

  #wait(id: number): void {
    this.#forget(id);
    this.#timers.set(
      id,
      setTimeout(() => this.#close(id), shownForMs),
    );
  }

  #forget(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  #close(id: number): void {
    this.#forget(id);
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  /** All of them wait: those below would slip under the pointer. */
  #hold = (): void => {
    for (const {id} of this.toasts) this.#forget(id);
  };

  #letGo = (): void => {
    for (const {id, isError} of this.toasts) if (!isError) this.#wait(id);
  };

  override render() {
    const {strings} = this;
    return each(
      this.toasts,
      ({id}) => id,
      ({id, text, isError}) => html`<div
        class=${isError ? 'toast error' : 'toast'}
        part="toast"
        @pointerenter=${this.#hold}
        @pointerleave=${this.#letGo}
        @focusin=${this.#hold}
        @focusout=${this.#letGo}
        ><span dir="auto">${text}</span>${
          isError
            ? html`<button class="icon-button" aria-label=${strings.close} @click=${() => this.#close(id)}>${this.icon('close')}</button>`
            : nothing
        }</div
      >`,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-toasts': ChatToasts;
  }
}
