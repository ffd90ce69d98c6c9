import {css, html, nothing, type PropertyValues} from 'lit';
import {property} from 'lit/decorators.js';
import {ChatElement} from '../internal/chat-element.js';
import {Watch} from '../internal/watch.js';
import {base} from '../tokens.styles.js';
import type {PageBadge} from './page-badge.js';

/**
 * How much is unread, for anywhere in a page: in a link, on a button. Without anything unread it takes no room. It can also tell
 * the window's title, the page's icon and the installed app (UX-N1, N2); of several tabs one does.
 *
 * An entry of its own, `@parlor/elements/chat-badge/define.js`: who does not import it loads nothing of it.
 *
 * @tagname chat-badge
 * @csspart badge - the pill with the number
 * @cssstate empty - nothing is unread
 */
export class ChatBadge extends ChatElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-block;
        vertical-align: middle;
      }
      :host(:state(empty)) {
        display: none;
      }
      span[part] {
        display: block;
        min-inline-size: 20px;
        padding-inline: 6px;
        border: var(--_border) solid currentColor;
        border-radius: 10px;
        background: var(--_accent);
        color: var(--_on-accent);
        font-size: var(--_meta);
        font-variant-numeric: tabular-nums;
        font-weight: 600;
        line-height: max(20px, 1.25rem);
        text-align: center;
      }
      @media (forced-colors: active) {
        span[part] {
          forced-color-adjust: none;
        }
      }
    `,
  ];

  /** What is counted. Muted and archived conversations are left out. */
  @property() of: 'unread' | 'mentions' | 'conversations' = 'unread';
  /** Above this it says "99+"; who hears it is told the whole number. */
  @property({type: Number}) max = 99;
  /** Data mode: the number itself. */
  @property({type: Number}) count?: number;
  /** Puts "(3) " before the title of the window. */
  @property({type: Boolean, attribute: 'page-title'}) pageTitle = false;
  /** Puts a dot on the page's icon. */
  @property({type: Boolean}) favicon = false;
  /** Puts the number on the icon of the installed app, where the browser can. */
  @property({type: Boolean, attribute: 'app-badge'}) appBadge = false;

  #totals = new Watch(this, () => this.client?.inbox.totals);
  #connection = new Watch(this, () => this.client?.connection);
  #page: PageBadge | undefined;

  protected override get dataMode(): boolean {
    return this.count !== undefined;
  }

  /** What is shown. */
  get total(): number {
    return Math.max(0, this.count ?? this.#totals.value?.[this.of] ?? 0);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#page?.clear();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.total > 0) this.internals.states.delete('empty');
    else this.internals.states.add('empty');
  }

  protected override updated(): void {
    if (this.#page || this.pageTitle || this.favicon || this.appBadge) void this.#tellPage();
  }

  async #tellPage(): Promise<void> {
    try {
      const {PageBadge} = await import('./page-badge.js');
      this.#page ??= new PageBadge();
    } catch (error) {
      return this.report(error);
    }
    // one tab is enough, and two would disagree for a moment
    const isOurs = this.isConnected && (this.dataMode || !!this.#connection.value?.leading);
    const {total, pageTitle, favicon, appBadge} = this;
    if (isOurs) this.#page.show(total, {title: pageTitle, favicon, app: appBadge});
    else this.#page.clear();
  }

  override render() {
    const {total, max, strings} = this;
    if (total === 0) return nothing;
    const words = this.of === 'mentions' ? strings.mentionCount(total) : strings.unreadCount(total);
    return html`<span part="badge" aria-hidden="true">${total > max ? `${max}+` : total}</span
      ><span class="unseen">${words}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-badge': ChatBadge;
  }
}
