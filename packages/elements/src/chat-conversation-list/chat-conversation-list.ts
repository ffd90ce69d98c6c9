import type {Conversation, InboxList} from '@parlor/sdk';
import {html, nothing, type PropertyValues} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import {ChatOpenEvent, ChatSearchEvent, ChatStartEvent} from '../events.js';
import {ChatElement} from '../internal/chat-element.js';
import {opened} from '../internal/chat-part.js';
import {each} from '../internal/each.js';
import {isListKey, keepKeys} from '../internal/keys.js';
import {look} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {Skeleton} from '../internal/skeleton.js';
import {base} from '../tokens.styles.js';
import {styles} from './chat-conversation-list.styles.js';
import {drawGrid, type GridListeners} from './grid.js';
import {drawFilters, drawHeader, drawSearch, type ListFilter} from './list-frame.js';
import type {ListHands, ListView} from './list-hands.js';
import {filtered, RowOrder} from './order.js';
import {Paging} from './paging.js';
import {PresenceWatch} from './presence-watch.js';
import {drawRow, fits, type RenderRow, type RowAction, type RowContext, rowTitle} from './row.js';
import {rowStyles} from './row.styles.js';
import {RowWindow} from './row-window.js';
import {drawFailure, drawNothing, drawSkeleton} from './states.js';
import {stateStyles} from './states.styles.js';

export type {ListFilter};

/** What `for` names. */
type Opener = HTMLElement & {conversation?: string; goTo?: (message: string) => Promise<unknown>};

const nothingYet: InboxList = {conversations: [], loading: false, more: false};

/**
 * The list of conversations: pinned first, then the newest activity; search, filters, unread marks, a menu for each; in their place, when asked for, the
 * messages that mention the reader.
 * One Tab stop: arrows move from row to row, Enter opens, the right arrow reaches a row's menu (UX 1.5).
 *
 * @tagname chat-conversation-list
 * @slot header - in place of title and button
 * @slot empty - in place of the words when there are no conversations
 * @slot row-ID - in the place of what stands in the row of one conversation
 * @slot loading - in place of the skeleton
 * @slot error - in place of the words when conversations cannot be loaded
 * @slot disconnected - shown while no chat was found
 * @fires {ChatOpenEvent} chat-open - a conversation was chosen, or a message that a search has found
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
 * @csspart menu - its menu
 */
export class ChatConversationList extends ChatElement {
  static override exported =
    `header: list-header, search, filter, row, row-name, row-preview, row-time, row-badge, ${opened}`;
  static override styles = [base, styles, rowStyles, stateStyles];
  static {
    // How high a row is can be known only when one was drawn.
    ChatConversationList.disableWarning?.('change-in-update');
  }

  /** The id of the conversation that is open. */
  @property({reflect: true}) selected?: string;
  /** Which conversations are shown; `mentions`: the messages that mention the reader, for which there has to be a chat. */
  @property({reflect: true}) filter: ListFilter = 'all';
  /** `compact`: rows of 56 px with smaller avatars. */
  @property({reflect: true}) density: 'comfortable' | 'compact' = 'comfortable';
  /** The id of a `chat-thread` (or anything with `conversation`) that opens what is chosen here. */
  @property() for?: string;
  /** Leaves the search box out. */
  @property({type: Boolean, attribute: 'no-search'}) noSearch = false;
  /** Leaves the filters out. */
  @property({type: Boolean, attribute: 'no-filters'}) noFilters = false;
  /** Draws what stands in a row, but its menu: its words are its spoken name. Called often. */
  @property({attribute: false}) renderRow: RenderRow | undefined;
  /** Which actions the menu of a row has: `usual` are ours, each with a `name`. */
  @property({attribute: false})
  rowActions: ((conversation: Conversation, usual: readonly RowAction[]) => readonly RowAction[]) | undefined;
  /** Data mode: the rows, in their order. */
  @property({attribute: false}) conversations?: readonly Conversation[];

  @state() private words = '';
  @query('.scroller') private scroller!: HTMLElement | null;

  #reads = new Reads(this);
  #rows: readonly Conversation[] = [];
  #order = new RowOrder();
  #window = new RowWindow();
  #active: string | undefined;
  #focused: {id: string; isMenu: boolean} | undefined;
  #skeleton = new Skeleton();
  #paging = new Paging(
    (error) => this.report(error),
    () => this.requestUpdate(),
  );
  #presence = new PresenceWatch();
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #hands: ListHands | undefined;
  #place = 0;
  #resize = new ResizeObserver(() => this.#measure());

  protected override get dataMode(): boolean {
    return this.conversations !== undefined;
  }

  /** Moves the focus to a conversation's row, or to the first one. */
  async focusConversation(id?: string): Promise<void> {
    await this.updateComplete;
    const index = this.#rows.findIndex((row) => row.id === id);
    await this.#byHand((hands) => hands.focusRow(Math.max(0, index)));
  }

  /** The row where the focus was last, or the one in its place; what filters the rows where there is none. */
  override focus(): void {
    void this.#byHand((hands) => hands.focusNear(this.#place));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#presence.stop();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('filter') || changed.has('words') || changed.has('client')) {
      this.#order.reset();
      this.#window.toTop(this.scroller);
    }
    const focused = this.shadowRoot?.activeElement;
    const id = focused?.closest<HTMLElement>('[data-id]')?.dataset.id;
    this.#focused = id && focused ? {id, isMenu: focused.matches('.more')} : undefined;
  }

  protected override updated(): void {
    const {scroller} = this;
    if (scroller && this.isConnected) {
      this.#resize.observe(scroller);
      if (this.#window.measureRow(scroller.querySelector('.row'))) this.requestUpdate();
    }
    // a row that was moved in the document has lost the focus on its way, one that is gone leaves it to the next
    if (this.#focused && !this.shadowRoot?.activeElement)
      (this.#buttonOf(this.#focused.id, this.#focused.isMenu) ?? this).focus();
    const {first, end} = this.#window;
    if (this.isConnected) this.#presence.follow(this.client, this.#rows.slice(first, end));
    const isNearEnd = end >= this.#rows.length - 5;
    if (this.#isMentions) {
      if (!this.#hands) void this.#byHand(() => this.requestUpdate());
      return;
    }
    if (!isNearEnd) return;
    if (this.words) this.#hands?.findMore();
    else if (this.client && !this.conversations) this.#paging.loadIfMore(this.client, this.#kind);
  }

  /* -- what is on view -- */

  #list(): InboxList {
    const {client, conversations, filter} = this;
    if (conversations) return {...nothingYet, conversations: filtered(conversations, filter)};
    return client && !this.#isMentions ? this.#reads.get(client.inbox.list(this.#kind)) : nothingYet;
  }

  /** What is looked through: words that are typed are looked for in all conversations. */
  get #kind(): Exclude<ListFilter, 'mentions'> {
    return this.filter === 'mentions' ? 'all' : this.filter;
  }

  /** Messages stand in the place of the rows. */
  get #isMentions(): boolean {
    return this.filter === 'mentions' && !!this.client && !this.conversations && !this.words;
  }

  /** The rows in their order, which waits while a hand is on them. */
  #ordered(list: readonly Conversation[], context: RowContext): readonly Conversation[] {
    if (this.words) {
      // names are looked at, not followed: thousands of rows may be searched
      const {locale} = this.settings;
      return this.#order.keep(
        list.filter(
          (row) => this.#hands?.hasFound(row.id) || fits(rowTitle(row, {...context, reads: look}), this.words, locale),
        ),
      );
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
    if (this.#window.measure(this.scroller, this.#rows.length)) this.requestUpdate();
  };

  #loadMore = (): void => {
    if (this.client) void this.#paging.load(this.client.inbox, this.#kind);
  };

  /* -- what the user does -- */

  #open(id: string, message?: string): void {
    const event = new ChatOpenEvent(id, message);
    if (!this.dispatchEvent(event)) return;
    this.selected = id;
    const target = this.for && (this.getRootNode() as Document | ShadowRoot).getElementById(this.for);
    if (!target) return;
    (target as Opener).conversation = id;
    if (message !== undefined) (target as Opener).goTo?.(message).catch(this.report);
  }

  #start = (): void => {
    const event = new ChatStartEvent();
    if (this.dispatchEvent(event))
      import('./start-dialog.js').then(({showStartDialog}) => showStartDialog(this)).catch(this.report);
  };

  /** Keys, menus and touch come with the first hand on the list; what it did first waits for them. */
  async #byHand(act: (hands: ListHands) => unknown): Promise<void> {
    try {
      if (!this.#hands) {
        const {ListHands} = await import('./list-hands.js');
        this.#hands ??= new ListHands(this.#view);
      }
      await act(this.#hands);
    } catch (error) {
      this.report(error);
    }
  }

  #on: GridListeners = {
    click: (event) => {
      const target = event.target as Element;
      if (target.closest('.more')) this.#on.hand(event);
      else if (target.closest('.open')) this.#open((this.#active = idAt(target)) as string);
    },
    hand: (event) => {
      if (event.type === 'contextmenu') event.preventDefault();
      const id = idAt(event.target);
      void this.#byHand((hands) => hands.onPointer(event, id));
    },
    focusin: ({target}) => {
      const id = idAt(target);
      if (id === undefined) return;
      this.#place = this.#rows.findIndex((row) => row.id === id);
      if (id === this.#active) return;
      this.#active = id;
      void this.#byHand(() => this.requestUpdate());
    },
    /** The hand has left the rows: what waited may move now. */
    leave: () => {
      if (this.#order.isHeld) this.requestUpdate();
    },
    keydown: (event) => {
      const {key} = event;
      const isMenu = (event.target as Element).matches('.more');
      if (!isListKey(event, isMenu)) return;
      event.preventDefault();
      event.stopPropagation();
      // its code may come when the reader is elsewhere
      void this.#byHand((hands) => this.shadowRoot?.activeElement && hands.onKey(key, isMenu));
    },
  };

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
    void this.#byHand((hands) => hands.search(words));
  };

  #onSearchKey = (event: KeyboardEvent): void => {
    const {key} = event;
    const input = event.target as HTMLInputElement;
    const isMeant = key === 'ArrowDown' || (key === 'Escape' && (input.value || this.#rows.length > 0));
    if (isMeant) {
      event.preventDefault();
      event.stopPropagation();
      void this.#byHand((hands) => hands.onSearchKey(key, input));
    }
    keepKeys(event);
  };

  #view: ListView = {
    list: this,
    rows: () => this.#rows,
    titleOf: (row) => rowTitle(row, {...this.#context(), reads: look}),
    words: () => this.words,
    active: () => this.#active,
    scroller: () => this.scroller,
    rowHeight: () => this.#window.rowHeight,
    draw: (active) => {
      this.#active = active;
      this.#measure();
      this.requestUpdate();
    },
    buttonOf: (id, isMenu) => this.#buttonOf(id, isMenu),
    open: (id, message) => this.#open(id, message),
    report: this.report,
  };

  /* -- rendering -- */

  #context(): RowContext {
    const {client, settings, renderRow} = this;
    return {client, reads: this.#reads, settings, icon: (name) => this.icon(name), renderRow};
  }

  override render() {
    const {strings, client, conversations} = this;
    if (!client && !conversations) return html`<slot name="disconnected"></slot>`;
    const list = this.#list();
    const context = this.#context();
    this.#rows = this.#ordered(list.conversations, context);
    const start = client && this.#start;
    return html`${drawHeader(strings, this.icon('compose'), start)}
      ${this.noSearch ? nothing : drawSearch(strings, this.icon('search'), this.#onSearch, this.#onSearchKey)}
      ${this.noFilters ? nothing : drawFilters(strings, {archived: this.icon('archive'), ...(client && !conversations && {mentions: '@'})}, this.filter, (filter) => (this.filter = filter))}
      <div class="scroller" aria-busy=${list.loading} @scroll=${this.#measure}>
        ${this.#renderBody(list, context)}${client && this.words ? this.#hands?.drawFound() : nothing}
      </div>`;
  }

  /** The button that was pressed is gone then: the focus goes to the rows. */
  #showAll = (): void => {
    this.filter = 'all';
    void this.focusConversation();
  };

  #renderBody(list: InboxList, context: RowContext) {
    const {strings} = this;
    const rows = this.#rows;
    if (this.#isMentions) return this.#hands?.drawMentions();
    if (this.#skeleton.isShown(list.loading && list.conversations.length === 0, this.#later))
      return drawSkeleton(strings);
    if (rows.length === 0) {
      const {words, filter, client} = this;
      if (words && client && this.#hands?.isSearching !== false) return nothing;
      return drawNothing(strings, list, words, filter, this.#loadMore, this.#showAll, client && this.#start);
    }
    const active = rows.find(({id}) => id === this.#active) ?? rows.find(({id}) => id === this.selected) ?? rows[0];
    this.#active = active?.id;
    const kept = this.#focused ? rows.findIndex(({id}) => id === this.#focused?.id) : -1;
    const {rowHeight} = this.#window;
    const drawn = each(
      this.#window.places(rows.length, kept),
      (index) => rows[index]?.id,
      (index) => {
        const row = rows[index] as Conversation;
        const place = {
          index,
          top: index * rowHeight,
          isSelected: row.id === this.selected,
          isActive: row === active,
        };
        return drawRow(row, place, context);
      },
    );
    const count = list.more ? -1 : rows.length;
    return html`${drawGrid(strings.conversations, count, rows.length * rowHeight, this.#on, drawn)}
      ${list.failed ? drawFailure(strings, this.#loadMore, list.failed) : nothing}`;
  }
}

const idAt = (target: EventTarget | null): string | undefined =>
  (target as Element).closest<HTMLElement>('[data-id]')?.dataset.id;

declare global {
  interface HTMLElementTagNameMap {
    'chat-conversation-list': ChatConversationList;
  }
}
