/**
 * What hands do on a list of conversations: keys, menus, touch, and what a search finds besides the rows. Loaded when the
 * first key, pointer or word comes.
 */
import type {ChatError, Conversation, FoundMessage, Person} from '@parlor/sdk';
import {html, type ReactiveController} from 'lit';
import {adopt} from '../internal/adopt.js';
import {announce} from '../internal/announcer.js';
import {ConversationSearch} from '../internal/conversation-search.js';
import {step} from '../internal/list-keys.js';
import {MessageSearch} from '../internal/message-search.js';
import {PeopleSearch} from '../internal/people-search.js';
import {Reads} from '../internal/reads.js';
import {Swipe} from '../internal/swipe.js';
import '../strings/en-dialogs.js';
import type {ChatConversationList} from './chat-conversation-list.js';
import {drawMessages} from './found-messages.js';
import {drawFound} from './found-people.js';
import type {ListFilter} from './list-frame.js';
import {Mentions} from './mentions.js';
import {fits} from './row.js';
import {openRowMenu, toggleArchived, toggleUnread} from './row-menu.js';
import {swipeStyles} from './swipe.styles.js';
import {stepOf, Typeahead} from './typeahead.js';

const announceAfterMs = 500;
const longPressMs = 450;

/** What the list lets its hands see and do. */
export type ListView = {
  readonly list: ChatConversationList;
  rows: () => readonly Conversation[];
  titleOf: (row: Conversation) => string;
  /** The words in the search box. */
  words: () => string;
  /** The id of the row that has the Tab stop. */
  active: () => string | undefined;
  scroller: () => HTMLElement | null;
  rowHeight: () => number;
  /** Draws what is in view now, with the Tab stop on that row. */
  draw: (active: string) => void;
  buttonOf: (id: string, isMenu: boolean) => HTMLElement | null | undefined;
  /** Opens it, at a message if one is given. */
  open: (id: string, message?: string) => void;
  report: (error: unknown) => void;
};

export class ListHands implements ReactiveController {
  readonly #view: ListView;
  readonly #conversations: ConversationSearch;
  readonly #people: PeopleSearch;
  readonly #messages: MessageSearch;
  readonly #reads: Reads;
  #mentions: Mentions | undefined;
  #typeahead = new Typeahead();
  #press: ReturnType<typeof setTimeout> | undefined;
  #swipe: Swipe | undefined;
  /** The menu came up under the finger: lifting it is no choice. */
  #isHeld = false;
  #counting: ReturnType<typeof setTimeout> | undefined;
  #told: unknown[];
  #filter: ListFilter | undefined;
  #hasFailed = false;

  constructor(view: ListView) {
    this.#view = view;
    this.#conversations = new ConversationSearch(view.list, () => view.list.client);
    this.#people = new PeopleSearch(view.list, () => view.list.client);
    this.#messages = new MessageSearch(view.list, (query, page) => view.list.client?.search(query, page));
    this.#reads = new Reads(view.list);
    this.#told = this.#states();
    view.list.addController(this);
  }

  hostUpdate(): void {
    const {list, open} = this.#view;
    if (list.filter !== 'mentions') return;
    this.#mentions ??= new Mentions(list, {
      reads: this.#reads,
      onOpen: ({conversation, id}) => open(conversation, id),
      onKey: this.#onFoundKey,
    });
  }

  hostUpdated(): void {
    // of another filter the list may not be whole
    if (this.#view.words() && this.#view.list.filter !== this.#filter) this.#findConversations();
    const told = this.#states();
    if (told.every((state, at) => state === this.#told[at])) return;
    this.#told = told;
    if (this.#view.words()) this.#count();
  }

  #states(): unknown[] {
    return [this.#conversations.found, this.#people.state, this.#messages.state];
  }

  hostDisconnected(): void {
    clearTimeout(this.#press);
    clearTimeout(this.#counting);
    this.#swipe?.end();
  }

  /* -- keys (UX 1.5) -- */

  onKey(key: string, isMenu: boolean): void {
    const {list, rows, active, scroller, rowHeight, buttonOf} = this.#view;
    const id = active() ?? '';
    const at = rows().findIndex((row) => row.id === id);
    const last = rows().length - 1;
    const step = stepOf(key, (scroller()?.clientHeight ?? 0) / rowHeight());
    const isBack = list.matches(':dir(rtl)') ? 'ArrowRight' : 'ArrowLeft';
    if (step === 1 && at === last && this.#focusFound(0)) return;
    if (step !== undefined) void this.focusRow(Math.max(0, Math.min(last, at + step)));
    else if (key === 'ArrowLeft' || key === 'ArrowRight') buttonOf(id, key !== isBack)?.focus();
    else if (key === 'F10' || key === 'ContextMenu') this.openMenu(id);
    else if (!isMenu) this.#goToLetter(key, at);
  }

  /** Scrolls as little as it takes to have the row in view, and gives it the focus. */
  async focusRow(index: number): Promise<void> {
    const {list, rows, draw, rowHeight, buttonOf} = this.#view;
    const row = rows()[index];
    const scroller = this.#view.scroller();
    if (!row || !scroller) return;
    const top = index * rowHeight();
    const bottom = top + rowHeight() - scroller.clientHeight;
    if (scroller.scrollTop > top) scroller.scrollTop = top;
    else if (scroller.scrollTop < bottom) scroller.scrollTop = bottom;
    draw(row.id);
    await list.updateComplete;
    buttonOf(row.id, false)?.focus({preventScroll: true});
  }

  async focusNear(index: number): Promise<void> {
    const {list, rows} = this.#view;
    await list.updateComplete;
    const last = rows().length - 1;
    if (last >= 0) return this.focusRow(Math.max(0, Math.min(index, last)));
    const {renderRoot: root} = list;
    (root.querySelector<HTMLElement>('.filters [aria-pressed=true]') ?? root.querySelector('input'))?.focus();
  }

  #goToLetter(letter: string, at: number): void {
    const {list, rows, titleOf} = this.#view;
    const all = rows();
    const found = this.#typeahead.find(letter, performance.now(), at, all.length, (place, text) => {
      const row = all[place];
      return row !== undefined && fits(titleOf(row), text, list.settings.locale);
    });
    if (found !== undefined) void this.focusRow(found);
  }

  /* -- menu and touch (UX-I6) -- */

  onPointer(event: Event, id: string | undefined): void {
    if (event.type.startsWith('touch')) this.#onTouch(event as TouchEvent, id);
    else if (id !== undefined) this.openMenu(id);
  }

  /** What the reader asked for was refused: the row looks as before, so it is said (UX-N5). */
  #failed = (error: unknown): void => {
    const {list, report} = this.#view;
    const {refusals, changeFailed} = list.strings;
    report(error);
    const text = refusals[(error as ChatError).code as keyof typeof refusals] ?? changeFailed;
    import('../chat-toasts/toast.js').then(({toast}) => toast(list, text, true), report);
  };

  openMenu(id: string): void {
    const {list, rows, buttonOf} = this.#view;
    const conversation = rows().find((row) => row.id === id);
    const button = buttonOf(id, true);
    if (conversation && button) openRowMenu(list, button, conversation, this.#failed);
  }

  /** A long press opens the menu where the platform has no context menu by touch; a swipe does what the menu does too. */
  #onTouch(event: TouchEvent, id: string | undefined): void {
    const {list, rows, buttonOf} = this.#view;
    const touch = event.touches[0];
    if (event.type === 'touchmove' && touch && this.#swipe) {
      if (this.#swipe.move(touch)) clearTimeout(this.#press);
      return;
    }
    clearTimeout(this.#press);
    const swiped = this.#swipe?.end();
    const conversation = rows().find((one) => one.id === this.#swipe?.row.dataset.id);
    this.#swipe = undefined;
    if (event.type === 'touchend') {
      if (this.#isHeld && event.cancelable) event.preventDefault();
      if (conversation && swiped === 'start') toggleArchived(list, conversation, this.#failed);
      if (conversation && swiped === 'end') toggleUnread(list, conversation, this.#failed);
    }
    this.#isHeld = false;
    const row = id === undefined ? undefined : buttonOf(id, false)?.closest<HTMLElement>('.row');
    if (event.type !== 'touchstart' || !touch || !row || id === undefined || event.touches.length > 1) return;
    const {archive, unarchive, markRead, markUnread} = list.strings;
    const about = rows().find((one) => one.id === id);
    const isUnread = !!about && (about.unread > 0 || about.markedUnread);
    adopt(list.renderRoot as ShadowRoot, swipeStyles);
    this.#swipe = new Swipe(row, touch, {
      start: about?.archived ? unarchive : archive,
      end: isUnread ? markRead : markUnread,
    });
    this.#press = setTimeout(() => {
      this.#isHeld = true;
      this.#swipe?.end();
      this.#swipe = undefined;
      this.openMenu(id);
    }, longPressMs);
  }

  /* -- search (UX-I4) -- */

  /** The rows are filtered already; conversations that the list has not loaded, people and messages of the server join below them. */
  search(words: string): void {
    this.#hasFailed = false;
    this.#findConversations();
    this.#people.find(words);
    this.#messages.find(words);
    if (words) this.#count();
    else clearTimeout(this.#counting);
  }

  #findConversations(): void {
    this.#filter = this.#view.list.filter;
    this.#conversations.find(this.#isWhole ? '' : this.#view.words());
  }

  /** The list holds all conversations there are. */
  get #isWhole(): boolean {
    const {client, filter, conversations} = this.#view.list;
    return (
      !client || conversations !== undefined || !client.inbox.list(filter === 'mentions' ? 'all' : filter).get().more
    );
  }

  /** Whether the server has found a conversation by the words. */
  hasFound(id: string): boolean {
    const {found} = this.#conversations;
    return found?.query === this.#view.words() && found.ids.has(id);
  }

  /** The end of the rows comes near. */
  findMore(): void {
    this.#conversations.more();
  }

  /** Says how many there are, once nothing has changed for a while. */
  #count(): void {
    const {list, rows, words} = this.#view;
    clearTimeout(this.#counting);
    this.#counting = setTimeout(() => {
      const found = rows().length + this.#found().length + this.#foundMessages().length;
      if (words()) announce(list, list.strings.searchResults(found));
    }, announceAfterMs);
  }

  /** People who fit the words and are in none of the rows on view. */
  #found(): readonly Person[] {
    const {state} = this.#people;
    if (state.is !== 'found' || state.query !== this.#view.words()) return [];
    const shown = new Set(this.#view.rows().map(({peer}) => peer));
    return state.people.filter(({id}) => !shown.has(id)).slice(0, 8);
  }

  #foundMessages(): readonly FoundMessage[] {
    const {query, messages} = this.#messages.state;
    return query === this.#view.words() ? messages : [];
  }

  /** The server's answers to the words are still to come, or have something. */
  get isSearching(): boolean {
    const words = this.#view.words();
    const isOnline = this.#view.list.client?.connection.get().is === 'online';
    const isAnswered = [this.#people.state, this.#messages.state].every(
      (state) => state.is === 'failed' || (state.is === 'found' && state.query === words),
    );
    const isFound = this.#isWhole || this.#conversations.found?.query === words;
    return (isOnline && !(isAnswered && isFound)) || this.#found().length + this.#foundMessages().length > 0;
  }

  drawFound(): unknown {
    const {list, open} = this.#view;
    const {strings} = list;
    const {state} = this.#messages;
    const people = drawFound(list, this.#found(), {
      problem: this.#hasFailed
        ? strings.couldNotCreate
        : this.#people.state.is === 'failed'
          ? strings.couldNotSearch
          : '',
      onOpen: (id) => void this.#openPerson(id),
      onKey: this.#onFoundKey,
    });
    const messages = drawMessages(list, this.#reads, this.#foundMessages(), {
      // where neither could be searched it is said once
      title: strings.messages,
      problem: state.is === 'failed' && this.#people.state.is !== 'failed' ? strings.couldNotSearchMessages : '',
      isMore: state.next !== undefined,
      onOpen: ({conversation, id}) => open(conversation, id),
      onMore: () => void this.#moreMessages(),
      onKey: this.#onFoundKey,
    });
    return html`${people}${messages}`;
  }

  /** What mentions the reader, in the place of the rows. */
  drawMentions(): unknown {
    return this.#mentions?.draw();
  }

  /** The focus goes on to the first that is new. */
  async #moreMessages(): Promise<void> {
    const {list} = this.#view;
    const at = this.#buttons().indexOf((list.renderRoot as ShadowRoot).activeElement as HTMLElement);
    await this.#messages.more();
    await list.updateComplete;
    if (at >= 0) this.#focusFound(at);
  }

  async #openPerson(id: string): Promise<void> {
    const {list, open, report} = this.#view;
    try {
      const handle = await list.client?.direct(id);
      if (handle) open(handle.id);
    } catch (error) {
      this.#hasFailed = true;
      list.requestUpdate();
      announce(list, list.strings.couldNotCreate, 'assertive');
      report(error);
    }
  }

  #onFoundKey = (event: KeyboardEvent): void => {
    const {rows} = this.#view;
    const buttons = this.#buttons();
    const at = buttons.indexOf(event.target as HTMLElement);
    if (!step(event, buttons, at) || at > 0 || event.key !== 'ArrowUp') return;
    if (rows().length > 0) void this.focusRow(rows().length - 1);
    else this.#view.list.renderRoot.querySelector('input')?.focus();
  };

  /** The keys of the search box: Escape clears it, then leaves it; the arrow goes down to what was found. */
  onSearchKey(key: string, input: HTMLInputElement): void {
    const {rows, active} = this.#view;
    if (key === 'Escape' && input.value) {
      input.value = '';
      input.dispatchEvent(new Event('input'));
    } else if (rows().length === 0) this.#focusFound(0);
    else
      void this.focusRow(
        Math.max(
          0,
          rows().findIndex(({id}) => key === 'Escape' && id === active()),
        ),
      );
  }

  #buttons(): HTMLElement[] {
    return [...this.#view.list.renderRoot.querySelectorAll<HTMLElement>('.person, .hit, .further')];
  }

  #focusFound(at: number): boolean {
    const button = this.#buttons()[at];
    button?.focus();
    return button !== undefined;
  }
}
