import type {AppNotification, Notifications} from '@parlor/sdk';
import {html, nothing} from 'lit';
import {property, state} from 'lit/decorators.js';
import {ChatNotificationOpenEvent, ChatOpenEvent} from '../events.js';
import {announce, prepareAnnouncer} from '../internal/announcer.js';
import {ChatElement} from '../internal/chat-element.js';
import {each} from '../internal/each.js';
import {keepFocus} from '../internal/keep-focus.js';
import {listStyles} from '../internal/list.styles.js';
import {step} from '../internal/list-keys.js';
import {drawEmpty, drawUnloaded} from '../internal/load-states.js';
import {Loaded} from '../internal/loaded.js';
import {nameOr, personOf} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {safeUrl} from '../internal/text.js';
import {base} from '../tokens.styles.js';
import {styles} from './chat-notifications.styles.js';
import '../strings/en-conversation.js';
import '../strings/en-notifications.js';

/**
 * What the host told the reader that is no message, the newest first: who did it, what, when, and where it leads. Opening one, or its
 * mark, reads it and what is older; the next pages come on demand.
 *
 * An entry of its own, `@parlor/elements/chat-notifications/define.js`: who does not import it loads nothing of it.
 *
 * @tagname chat-notifications
 * @slot empty - instead of our words where there are none
 * @fires {ChatNotificationOpenEvent} chat-notification-open - one is about to be opened; cancel it to go there yourself
 * @fires {ChatOpenEvent} chat-open - the conversation of a reminder, which was not cancelled
 * @csspart header - title, number, and the button that reads all
 * @csspart badge - how many are not read
 * @csspart item - one of them
 */
export class ChatNotifications extends ChatElement {
  static override styles = [base, listStyles, styles];

  /** Data mode: what is shown. */
  @property({attribute: false}) notifications: readonly AppNotification[] | undefined;

  @state() private isBusy = false;
  /** The stop of the Tab key. */
  @state() private active = '';
  /** Whose items were looked at for new ones, and which those were. */
  #seen: {of: Notifications; known: ReadonlySet<string>} | undefined;
  #reads = new Reads(this);
  #loaded = new Loaded<Notifications>(this, {
    client: () => (this.dataMode ? undefined : this.client),
    ask: (client) => client.notifications(),
    report: (error) => this.report(error),
  });

  constructor() {
    super();
    keepFocus(this);
  }

  protected override get dataMode(): boolean {
    return this.notifications !== undefined;
  }

  /** How many are not read. */
  get unread(): number {
    const {notifications} = this;
    const found = this.#found;
    if (notifications) return notifications.filter(({isRead}) => !isRead).length;
    return found ? this.#reads.get(found.unread) : 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    prepareAnnouncer(this);
  }

  get #found(): Notifications | undefined {
    return this.#loaded.value;
  }

  get #items(): readonly AppNotification[] {
    return this.notifications ?? (this.#found ? this.#reads.get(this.#found.list).items : []);
  }

  protected override updated(): void {
    const found = this.#found;
    if (!found) return;
    const items = found.list.get().items;
    const known = this.#seen?.of === found ? this.#seen.known : undefined;
    this.#seen = {of: found, known: new Set(items.map(({id}) => id))};
    // what came before all that was known is new; what is older was only not loaded
    const oldest = known && items.findIndex(({id}) => known.has(id));
    const fresh = known ? items.slice(0, oldest === -1 ? items.length : oldest).filter(({isRead}) => !isRead) : [];
    const [newest] = fresh;
    if (!newest) return;
    const {strings} = this;
    announce(
      this,
      fresh.length > 1 ? strings.unreadCount(this.unread) : strings.newNotification(this.#wordsOf(newest)),
    );
  }

  /** Who, and what they did. */
  #wordsOf({actor, title, about}: AppNotification): string {
    const name = actor === undefined ? '' : nameOr(personOf(actor, this.client, this.#reads), '');
    return [name, about ? this.strings.notificationReminder : title].filter(Boolean).join(' ');
  }

  #run(change: Promise<unknown> | undefined): void {
    change?.catch(this.report);
  }

  #open(event: Event, item: AppNotification, link: URL | undefined): void {
    const wish = new ChatNotificationOpenEvent(item, link?.href);
    const isOurs = this.dispatchEvent(wish);
    if (!item.isRead) this.#run(this.#found?.markRead(item.id));
    if (!isOurs) event.preventDefault();
    else if (!link && item.about) {
      const open = new ChatOpenEvent(item.about.conversation);
      this.dispatchEvent(open);
    }
  }

  #readAll = (): void => {
    this.#run(this.#found?.markRead());
    // the button goes with what was unread
    this.#controls()[0]?.focus();
  };

  #more = async (): Promise<void> => {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await this.#found?.loadMore();
    } catch (error) {
      announce(this, this.strings.notificationsFailed, 'assertive');
      this.report(error);
    } finally {
      this.isBusy = false;
    }
  };

  #controls = (): HTMLElement[] => [...this.renderRoot.querySelectorAll<HTMLElement>('.open')];

  /** Arrows, Home and End go from one to another; Delete removes. */
  #onKey = (event: KeyboardEvent): void => {
    const controls = this.#controls();
    const row = (event.target as Element).closest('[role=listitem]');
    const at = controls.findIndex((control) => row?.contains(control));
    if (step(event, controls, at)) return;
    const item = this.#items[at];
    if (event.key !== 'Delete' || event.ctrlKey || event.metaKey || event.altKey || !item || !this.#found) return;
    controls[at + 1 < controls.length ? at + 1 : at - 1]?.focus();
    this.#run(this.#found.remove(item.id));
    event.preventDefault();
  };

  override render() {
    const {strings, unread, locale = this.settings.locale} = this;
    const items = this.#items;
    return html`<section aria-labelledby="title">
      <header part="header">
        <h2 id="title">${strings.notifications}</h2>
        ${
          unread > 0
            ? html`<span part="badge" aria-hidden="true">${new Intl.NumberFormat(locale).format(unread)}</span
                ><span class="unseen">${strings.unreadCount(unread)}</span>`
            : nothing
        }
        ${unread > 0 && this.#found ? html`<button class="all" @click=${this.#readAll}>${strings.markAllRead}</button>` : nothing}
      </header>
      ${items.length > 0 ? this.#renderList(items) : this.#renderNothing()}
    </section>`;
  }

  #renderNothing() {
    const {strings} = this;
    const {is, load} = this.#loaded;
    const words = {failed: strings.notificationsFailed, offline: strings.notificationsOffline};
    return (
      drawUnloaded(strings, this.dataMode ? 'shown' : is, words, load) ??
      drawEmpty(strings.noNotifications, strings.noNotificationsText)
    );
  }

  #renderList(items: readonly AppNotification[]) {
    const {strings, isBusy} = this;
    const found = this.#found;
    const active = items.some(({id}) => id === this.active) ? this.active : items[0]?.id;
    return html`<div role="list" aria-labelledby="title" @keydown=${this.#onKey}>
        ${each(
          items,
          ({id}) => id,
          (item) => this.#renderItem(item, item.id === active),
        )}
      </div>
      ${
        found && this.#reads.get(found.list).hasMore
          ? html`<button class="more" aria-disabled=${isBusy} @click=${this.#more}>${strings.olderNotifications}</button>`
          : nothing
      }`;
  }

  #renderItem(item: AppNotification, isActive: boolean) {
    const {strings} = this;
    const found = this.#found;
    const {id, at, actor, body, isRead, link} = item;
    const words = this.#wordsOf(item);
    const person = actor === undefined ? undefined : personOf(actor, this.client, this.#reads);
    const url = link === undefined ? undefined : webUrl(link);
    const isElsewhere = url && url.origin !== location.origin;
    const tabindex = isActive ? 0 : -1;
    const inner = html`${
      actor === undefined
        ? html`<span class="sign">${this.icon('bell')}</span>`
        : html`<chat-avatar .user=${actor} .name=${nameOr(person, actor)} .src=${person?.avatar}></chat-avatar>`
    }<span class="words"
      ><b dir="auto">${words}</b>${body ? html`<span class="body" dir="auto">${body}</span>` : nothing}<chat-time .at=${at}></chat-time
      >${isRead ? nothing : html`<span class="unseen">, ${strings.unread}</span>`}${
        isElsewhere ? html`<span class="unseen">, ${strings.opensInNewTab}</span>` : nothing
      }</span
    >`;
    const open = (event: Event) => this.#open(event, item, url);
    return html`<div role="listitem" part="item" class=${isRead ? 'item' : 'item unread'} @focusin=${() => (this.active = id)}>
      ${
        url
          ? html`<a
              class="open"
              href=${url.href}
              tabindex=${tabindex}
              target=${isElsewhere ? '_blank' : nothing}
              rel="noopener noreferrer"
              @click=${open}
              >${inner}</a
            >`
          : html`<button class="open" tabindex=${tabindex} @click=${open}>${inner}</button>`
      }
      ${
        found
          ? html`<span class="does"
              >${
                isRead
                  ? nothing
                  : html`<button
                      class="icon-button"
                      tabindex=${tabindex}
                      title=${strings.markNotificationRead(words)}
                      aria-label=${strings.markNotificationRead(words)}
                      @click=${() => this.#run(found.markRead(id))}
                      >${this.icon('check')}</button
                    >`
              }<button
                class="icon-button"
                tabindex=${tabindex}
                title=${strings.removeNotification(words)}
                aria-label=${strings.removeNotification(words)}
                @click=${() => this.#run(found.remove(id))}
                >${this.icon('close')}</button
              ></span
            >`
          : nothing
      }
    </div>`;
  }
}

/** An address of the web, or of the page's own site; nothing that would run. */
function webUrl(link: string): URL | undefined {
  const url = URL.canParse(link, document.baseURI) ? safeUrl(new URL(link, document.baseURI).href) : undefined;
  return url?.protocol.startsWith('http') ? url : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-notifications': ChatNotifications;
  }
}
