/** The messages that mention the reader, in the place of the rows: newest first, page behind page as they are scrolled to. */
import type {Chat, FoundMessage} from '@parlor/sdk';
import type {ReactiveController} from 'lit';
import {html} from 'lit';
import {drawUnloaded} from '../internal/load-states.js';
import {MessageSearch} from '../internal/message-search.js';
import type {Reading} from '../internal/names.js';
import {Watch} from '../internal/watch.js';
import type {ChatConversationList} from './chat-conversation-list.js';
import {drawMessages} from './found-messages.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';

const pageSize = 20;

/** What the list does with one, and with the keys among them. */
type Does = {reads: Reading; onOpen: (message: FoundMessage) => void; onKey: (event: KeyboardEvent) => void};

export class Mentions implements ReactiveController {
  readonly #list: ChatConversationList;
  readonly #does: Does;
  readonly #pages: MessageSearch;
  /** Whose they are; nobody's while they are not on view. */
  #of: Chat | undefined;
  #count = 0;
  #ends = new IntersectionObserver(
    (seen) => {
      if (seen.some(({isIntersecting}) => isIntersecting) && this.#pages.state.is === 'found') void this.#pages.more();
    },
    {rootMargin: '400px'},
  );

  constructor(list: ChatConversationList, does: Does) {
    this.#list = list;
    this.#does = does;
    this.#pages = new MessageSearch(list, (_, page) => list.client?.mentions(page), pageSize);
    // before what follows it: whose they are is known first
    list.addController(this);
    new Watch(
      list,
      () => this.#of?.connection,
      ({is}) => {
        if (is === 'online' && this.#pages.state.is === 'failed') this.#again();
      },
    );
    // one more came, or one was read
    new Watch(
      list,
      () => this.#of?.inbox.totals,
      ({mentions}) => {
        if (mentions !== this.#count) void this.#pages.refresh();
        this.#count = mentions;
      },
    );
  }

  hostUpdate(): void {
    const {client, filter} = this.#list;
    const of = filter === 'mentions' ? client : undefined;
    if (of === this.#of) return;
    this.#of = of;
    this.#count = of?.inbox.totals.get().mentions ?? 0;
    if (of) void this.#pages.load();
    else this.#pages.find('');
  }

  hostUpdated(): void {
    this.#ends.disconnect();
    const further = this.#of && this.#list.renderRoot.querySelector('.further');
    if (further) this.#ends.observe(further);
  }

  hostDisconnected(): void {
    this.#ends.disconnect();
    this.#of = undefined;
  }

  /** The page that did not come. */
  #again = (): void => {
    const {messages} = this.#pages.state;
    void (messages.length ? this.#pages.more() : this.#pages.load());
  };

  draw(): unknown {
    const {strings} = this.#list;
    const {is, messages, next, code = ''} = this.#pages.state;
    const {couldNotLoad, refusals} = strings;
    if (messages.length > 0)
      return drawMessages(this.#list, this.#does.reads, messages, {
        title: strings.mentions,
        marksUnread: true,
        problem: is === 'failed' ? couldNotLoad : '',
        isMore: next !== undefined,
        onMore: this.#again,
        onOpen: this.#does.onOpen,
        onKey: this.#does.onKey,
      });
    const state = is === 'failed' ? {failed: code} : is === 'found' ? 'shown' : 'loading';
    return (
      drawUnloaded(strings, state, {failed: couldNotLoad, offline: refusals.OFFLINE}, this.#again) ??
      html`<div class="state"><h3>${strings.nothingInFilter}</h3>${strings.noMentionsText}</div>`
    );
  }
}
