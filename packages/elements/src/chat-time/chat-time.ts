import {css, html} from 'lit';
import {property} from 'lit/decorators.js';
import {ChatPart} from '../internal/chat-part.js';
import {everyMinute} from '../internal/ticker.js';
import {clockTime, fullTime, shortTime} from './format.js';

/**
 * A moment in the shortest words that tell it, with date and time in its title: 10:42 today, Tue this week, else the date
 * (UX-M18). It stays right as time goes by; all of a page share one timer.
 *
 * @tagname chat-time
 */
export class ChatTime extends ChatPart {
  static override styles = css`
    :host {
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
      unicode-bidi: plaintext;
    }
  `;

  /** Milliseconds since 1970. */
  @property({type: Number}) at = 0;
  /** `auto` as above; `time` only the time of day. */
  @property() format: 'auto' | 'time' = 'auto';

  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = everyMinute(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  override render() {
    const {at, settings} = this;
    if (!at) return '';
    const text = this.format === 'time' ? clockTime(at, settings) : shortTime(at, settings.now(), settings);
    return html`<time datetime=${new Date(at).toISOString()} title=${fullTime(at, settings)}>${text}</time>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-time': ChatTime;
  }
}
