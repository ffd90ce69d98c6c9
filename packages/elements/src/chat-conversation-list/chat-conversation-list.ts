import type {Conversation, InboxList} from '@parlor/sdk';
import {html, nothing, type PropertyValues} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';
import {ChatOpenEvent, ChatSearchEvent, ChatStartEvent} from '../events.js';
import {announce} from '../internal/announcer.js';
import {ChatElement} from '../internal/chat-element.js';
import {isPrintable, keepKeys} from '../internal/keys.js';
import {look} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {setStyle} from '../internal/set-style.js';
import {base} from '../tokens.styles.js';
import {styles} from './chat-conversation-list.styles.js';
import {RowOrder, rowsInView, stepOf} from './order.js';
import {PresenceWatch} from './presence-watch.js';
import {drawRow, fits, isUnread, type RowContext, rowTitle} from './row.js';
import {Skeleton} from './skeleton.js';
import {drawFailure, drawNothing, drawSkeleton} from './states.js';
import {Typeahead} from './typeahead.js';

const filters = ['all', 'unread', 'groups', 'archived'] as const;
export type ListFilter = (typeof filters)[number];

const announceAfterMs = 500;
const longPressMs = 450;
const nothingYet: InboxList = {conversations: [], loading: false, more: false};

/**
 * The list of conversations: pinned first, then the newest activity; search, filters, unread marks, a menu for each.
 * One Tab stop: arrows move from row to row, Enter opens, the right arrow reaches a row's menu (UX 1.5).
 *
 * @tagname chat-conversation-list
 * @slot header - in place of title and button
 * @slot empty - in place of the words when there are no conversations
 * @slot loading - in place of the skeleton
 * @slot error - in place of the words when conversations cannot be loaded
 * @slot disconnected - shown while no chat was found
 * @fires {ChatOpenEvent} chat-open - a conversation was chosen
 * @fires {ChatStartEvent} chat-start - a new conversation is wanted; opens the dialog
 * @fires {ChatSearchEvent} chat-search - the words in the search box; cancel it to search by yourself
 * @fires {ChatPinEvent} chat-pin - a row's menu
 * @fires {ChatMuteEvent} chat-mute - a row's menu
 * @fires {ChatArchiveEvent} chat-archive - a row's menu
 * @fires {ChatMarkUnreadEvent} chat-mark-unread - a row's menu
 * @fires {ChatClearEvent} chat-clear - a row's menu, after the question
 * @csspart header - title and button
 * @csspart search - the search box
 * @csspart filter - one of the filters
 * @csspart row - a row
 * @csspart row-name - its name
 * @csspart row-preview - its second line
 * @csspart row-time - its time
 * @csspart row-badge - its count
 */
export class ChatConversationList extends ChatElement {
  static override styles = [base, styles];

  /** The id of the conversation that is open. */
  @property({reflect: true}) selected?: string;
  /** Which conversations are shown. */
  @property({reflect: true}) filter: ListFilter = 'all';
  /** `compact`: rows of 56 px with smaller avatars. */
  @property({reflect: true}) density: 'comfortable' | 'compact' = 'comfortable';
  /** The id of a `chat-thread` (or anything with `conversation`) that opens what is chosen here. */
  @property() for?: string;
  /** Leaves the search box out. */
  @property({type: Boolean, attribute: 'no-search'}) noSearch = false;
  /** Leaves the filters out. */
  @property({type: Boolean, attribute: 'no-filters'}) noFilters = false;
  /** Data mode: the rows, in their order. */
  @property({attribute: false}) conversations?: readonly Conversation[];

  @state() private words = '';
  @query('.scroller') private scroller!: HTMLElement | null;

  #reads = new Reads(this);
  #rows: readonly Conversation[] = [];
  #order = new RowOrder();
  #rowHeight = 64;
  #view = {top: 0, height: 800};
  #drawn = {first: 0, end: 0};
  #active: string | undefined;
  #focused: {id: string; isMenu: boolean} | undefined;
  #skeleton = new Skeleton();
  #loadingMore = false;
  #presence = new PresenceWatch();
  #typeahead = new Typeahead();
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #countTimer: ReturnType<typeof setTimeout> | undefined;
  #press: ReturnType<typeof setTimeout> | undefined;
  #resize = new ResizeObserver(() => this.#measure());

  protected override get dataMode(): boolean {
    return this.conversations !== undefined;
  }

  /** Moves the focus to a conversation's row, or to the first one. */
  async focusConversation(id?: string): Promise<void> {
    await this.updateComplete;
    await this.#focusRow(
      Math.max(
        0,
        this.#rows.findIndex((row) => row.id === id),
      ),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#presence.stop();
    for (const timer of this.#timers) clearTimeout(timer);
    clearTimeout(this.#countTimer);
    clearTimeout(this.#press);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('filter') || changed.has('words') || changed.has('client')) {
      this.#order.reset();
      if (this.scroller) this.scroller.scrollTop = 0;
      this.#view = {...this.#view, top: 0};
    }
    const focused = this.shadowRoot?.activeElement;
    const id = focused?.closest<HTMLElement>('[data-id]')?.dataset.id;
    this.#focused = id && focused ? {id, isMenu: focused.matches('.more')} : undefined;
  }

  protected override updated(): void {
    const {scroller} = this;
    if (scroller && this.isConnected) {
      this.#resize.observe(scroller);
      const row = scroller.querySelector<HTMLElement>('.row');
      if (row && row.offsetHeight > 0 && row.offsetHeight !== this.#rowHeight) {
        this.#rowHeight = row.offsetHeight;
        this.requestUpdate();
      }
    }
    // a row that was moved in the document has lost the focus on its way
    if (this.#focused && !this.shadowRoot?.activeElement)
      this.#buttonOf(this.#focused.id, this.#focused.isMenu)?.focus();
    if (this.isConnected) this.#presence.follow(this.client, this.#rows.slice(this.#drawn.first, this.#drawn.end));
    this.#loadMoreIfNear();
  }

  /* -- what is on view -- */

  #list(): InboxList {
    const {client, conversations, filter} = this;
    if (conversations) {
      const shown = conversations.filter((one) => {
        if (filter === 'archived' || one.archived) return filter === 'archived' && one.archived;
        return filter === 'unread' ? isUnread(one) : filter !== 'groups' || one.type !== 'direct';
      });
      return {conversations: shown, loading: false, more: false};
    }
    return client ? this.#reads.get(client.inbox.list(filter)) : nothingYet;
  }

  /** The rows in their order, which waits while a hand is on them. */
  #ordered(list: readonly Conversation[], context: RowContext): readonly Conversation[] {
    if (this.words) {
      // names are looked at, not followed: thousands of rows may be searched
      const {locale} = this.settings;
      return list.filter((row) => fits(rowTitle(row, {...context, reads: look}), this.words, locale));
    }
    const isUnderHand = this.#focused !== undefined || this.scroller?.firstElementChild?.matches(':hover') === true;
    return this.#order.of(list, isUnderHand, performance.now(), this.#later);
  }

  #later = (ms: number): void => {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.requestUpdate();
    }, Math.ceil(ms));
    this.#timers.add(timer);
  };

  #measure = (): void => {
    const {scroller} = this;
    if (!scroller || scroller.clientHeight === 0) return;
    this.#view = {top: scroller.scrollTop, height: scroller.clientHeight};
    const {first, end} = rowsInView(this.#view.top, this.#view.height, this.#rowHeight, this.#rows.length);
    if (first !== this.#drawn.first || end !== this.#drawn.end) this.requestUpdate();
  };

  #loadMoreIfNear(): void {
    const {client, filter} = this;
    const near = this.#drawn.end >= this.#rows.length - 5;
    if (!client || this.conversations || this.#loadingMore || !near) return;
    const list = client.inbox.list(filter).get();
    if (list.more && !list.failed && !list.loading) void this.#loadMore();
  }

  #loadMore = async (): Promise<void> => {
    this.#loadingMore = true;
    try {
      await this.client?.inbox.loadMore(this.filter);
    } catch (error) {
      this.report(error);
    } finally {
      this.#loadingMore = false;
    }
  };

  /* -- what the user does -- */

  #open(id: string): void {
    const event = new ChatOpenEvent(id);
    if (!this.dispatchEvent(event)) return;
    this.selected = id;
    const target = this.for && (this.getRootNode() as Document | ShadowRoot).getElementById(this.for);
    if (target) (target as HTMLElement & {conversation?: string}).conversation = id;
  }

  #start = async (): Promise<void> => {
    const event = new ChatStartEvent();
    if (!this.dispatchEvent(event)) return;
    try {
      await import('../chat-new-conversation/define.js');
      const dialog = document.createElement('chat-new-conversation');
      dialog.chat = this.client;
      dialog.addEventListener('chat-open', ({conversation}) => {
        this.selected = conversation;
      });
      dialog.addEventListener('close', () => dialog.remove());
      this.renderRoot.append(dialog);
      await dialog.show();
    } catch (error) {
      this.report(error);
    }
  };

  async #openMenu(id: string): Promise<void> {
    const conversation = this.#rows.find((row) => row.id === id);
    const button = this.#buttonOf(id, true);
    if (!conversation || !button) return;
    try {
      const {openRowMenu} = await import('./row-menu.js');
      openRowMenu(this, button, conversation, (error) => this.report(error));
    } catch (error) {
      this.report(error);
    }
  }

  #onClick = (event: Event): void => {
    const target = event.target as Element;
    const id = idAt(target);
    if (id === undefined) return;
    this.#active = id;
    if (target.closest('.more')) void this.#openMenu(id);
    else if (target.closest('.open')) this.#open(id);
  };

  #onContextMenu = (event: Event): void => {
    const id = idAt(event.target as Element);
    if (id === undefined) return;
    event.preventDefault();
    void this.#openMenu(id);
  };

  /** A long press opens the menu where the platform has no context menu by touch. */
  #onTouch = (event: Event): void => {
    const id = idAt(event.target as Element);
    clearTimeout(this.#press);
    if (event.type === 'touchstart' && id !== undefined)
      this.#press = setTimeout(() => void this.#openMenu(id), longPressMs);
  };

  #onFocus = (event: Event): void => {
    const id = idAt(event.target as Element);
    if (id === undefined || id === this.#active) return;
    this.#active = id;
    this.requestUpdate();
  };

  /** The hand has left the rows: what waited may move now. */
  #onLeave = (): void => {
    if (this.#order.isHeld) this.requestUpdate();
  };

  #onKeydown = (event: KeyboardEvent): void => {
    const {key} = event;
    const at = this.#rows.findIndex(({id}) => id === this.#active);
    const isMenu = (event.target as Element).matches('.more');
    const isBack = this.matches(':dir(rtl)') ? 'ArrowRight' : 'ArrowLeft';
    const step = stepOf(key, this.#view.height / this.#rowHeight);
    if (step !== undefined) void this.#focusRow(Math.max(0, Math.min(this.#rows.length - 1, at + step)));
    else if (key === 'ArrowLeft' || key === 'ArrowRight')
      this.#buttonOf(this.#active, (key === isBack) === false)?.focus();
    else if ((key === 'F10' && event.shiftKey) || key === 'ContextMenu') void this.#openMenu(this.#active ?? '');
    else if (isPrintable(event) && key !== ' ' && !isMenu) this.#goToLetter(key, at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #goToLetter(letter: string, at: number): void {
    const rows = this.#rows;
    const context = {...this.#context(), reads: look};
    const found = this.#typeahead.find(letter, performance.now(), at, rows.length, (place, text) => {
      const row = rows[place];
      return row !== undefined && fits(rowTitle(row, context), text, this.settings.locale);
    });
    if (found !== undefined) void this.#focusRow(found);
  }

  async #focusRow(index: number): Promise<void> {
    const row = this.#rows[index];
    const {scroller} = this;
    if (!row || !scroller) return;
    this.#active = row.id;
    const top = index * this.#rowHeight;
    const bottom = top + this.#rowHeight - scroller.clientHeight;
    if (scroller.scrollTop > top) scroller.scrollTop = top;
    else if (scroller.scrollTop < bottom) scroller.scrollTop = bottom;
    this.#measure();
    this.requestUpdate();
    await this.updateComplete;
    this.#buttonOf(row.id, false)?.focus({preventScroll: true});
  }

  #buttonOf(id: string | undefined, isMenu: boolean): HTMLElement | null | undefined {
    return this.scroller?.querySelector<HTMLElement>(
      `[data-id="${CSS.escape(id ?? '')}"] ${isMenu ? '.more' : '.open'}`,
    );
  }

  #onSearch = (event: Event): void => {
    const words = (event.target as HTMLInputElement).value.trim();
    const search = new ChatSearchEvent(words);
    if (!this.dispatchEvent(search)) return;
    this.words = words;
    clearTimeout(this.#countTimer);
    if (words)
      this.#countTimer = setTimeout(
        () => announce(this, this.strings.searchResults(this.#rows.length)),
        announceAfterMs,
      );
  };

  #onSearchKey = (event: KeyboardEvent): void => {
    const input = event.target as HTMLInputElement;
    if (event.key === 'Escape' && input.value) {
      input.value = '';
      this.#onSearch(event);
      event.stopPropagation();
    } else if (event.key === 'ArrowDown' && this.#rows.length > 0) {
      event.preventDefault();
      void this.#focusRow(0);
    }
    keepKeys(event);
  };

  /* -- rendering -- */

  #context(): RowContext {
    return {client: this.client, reads: this.#reads, settings: this.settings, icon: (name) => this.icon(name)};
  }

  override render() {
    const {strings, client, conversations} = this;
    if (!client && !conversations) return html`<slot name="disconnected"></slot>`;
    const list = this.#list();
    const context = this.#context();
    this.#rows = this.#ordered(list.conversations, context);
    return html`<div class="header" part="header">
        <slot name="header">
          <h2>${strings.messages}</h2>
          ${
            client
              ? html`<button class="icon-button" aria-label=${strings.newConversation} @click=${this.#start}>${this.icon('compose')}</button>`
              : nothing
          }
        </slot>
      </div>
      ${this.noSearch ? nothing : this.#renderSearch()}${this.noFilters ? nothing : this.#renderFilters()}
      <div class="scroller" aria-busy=${list.loading} @scroll=${this.#measure}>${this.#renderBody(list, context)}</div>`;
  }

  #renderSearch() {
    const {strings} = this;
    return html`<label class="search" part="search">
      ${this.icon('search')}
      <input
        type="search"
        placeholder=${strings.searchConversations}
        aria-label=${strings.searchConversations}
        @input=${this.#onSearch}
        @keydown=${this.#onSearchKey}
        @keypress=${keepKeys}
        @keyup=${keepKeys}
      />
    </label>`;
  }

  #renderFilters() {
    return html`<div class="filters" role="group" aria-label=${this.strings.filters}>
      ${filters.map(
        (filter) =>
          html`<button part="filter" aria-pressed=${filter === this.filter} @click=${() => (this.filter = filter)}>${this.strings[filter]}</button>`,
      )}
    </div>`;
  }

  #renderBody(list: InboxList, context: RowContext) {
    const {strings} = this;
    const rows = this.#rows;
    if (this.#skeleton.isShown(list, this.#later)) return drawSkeleton(strings);
    if (rows.length === 0) {
      const {words, filter, client} = this;
      return drawNothing(strings, list, words, filter, this.#loadMore, client && this.#start);
    }
    const {first, end} = rowsInView(this.#view.top, this.#view.height, this.#rowHeight, rows.length);
    this.#drawn = {first, end};
    const active = rows.find(({id}) => id === this.#active) ?? rows.find(({id}) => id === this.selected) ?? rows[0];
    this.#active = active?.id;
    // the row with the focus stays in the page, wherever it has gone
    const kept = this.#focused && rows.findIndex(({id}) => id === this.#focused?.id);
    const indexes = Array.from({length: end - first}, (_, at) => first + at);
    if (kept !== undefined && kept >= 0 && (kept < first || kept >= end)) indexes.push(kept);
    return html`<div
        class="canvas"
        role="grid"
        aria-label=${strings.conversations}
        aria-rowcount=${list.more ? -1 : rows.length}
        ${setStyle({'block-size': `${rows.length * this.#rowHeight}px`})}
        @click=${this.#onClick}
        @contextmenu=${this.#onContextMenu}
        @touchstart=${{handleEvent: this.#onTouch, passive: true}}
        @touchend=${this.#onTouch}
        @touchmove=${{handleEvent: this.#onTouch, passive: true}}
        @focusin=${this.#onFocus}
        @focusout=${this.#onLeave}
        @pointerleave=${this.#onLeave}
        @keydown=${this.#onKeydown}
      >
        ${repeat(
          indexes,
          (index) => rows[index]?.id,
          (index) => {
            const row = rows[index] as Conversation;
            const place = {
              index,
              top: index * this.#rowHeight,
              isSelected: row.id === this.selected,
              isActive: row === active,
            };
            return drawRow(row, place, context);
          },
        )}
      </div>
      ${list.failed ? drawFailure(strings, this.#loadMore) : nothing}`;
  }
}

const idAt = (target: Element): string | undefined => target.closest<HTMLElement>('[data-id]')?.dataset.id;

declare global {
  interface HTMLElementTagNameMap {
    'chat-conversation-list': ChatConversationList;
  }
}
