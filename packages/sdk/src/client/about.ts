/** Conversations about something of the host's (`context`): those that are known, and page by page what only the server knows. */
import {defined, ensure, keepSame} from '../base/keep.js';
import type {ChatError} from '../core/failure.js';
import type {Conversation, InboxList} from '../core/view.js';
import type {InboxFilter} from '../protocol/sync.js';
import type {ConversationsAbout} from './api.js';
import type {Engine} from './engine.js';
import type {MoreParts} from './more.js';
import {createView} from './store.js';

const pageSize = 50;

type Wanted = {type: string; id?: string};

const made = new WeakMap<Engine, Map<string, ConversationsAbout>>();

/** One list for all who ask for the same. */
export async function about(
  parts: MoreParts,
  {type, id}: Wanted,
  filter: InboxFilter = 'all',
): Promise<ConversationsAbout> {
  const lists = ensure(made, parts.engine, () => new Map<string, ConversationsAbout>());
  return ensure(lists, JSON.stringify([filter, type, id]), () => create(parts, {type, ...defined({id})}, filter));
}

function create({engine, know, inbox}: MoreParts, {type, id}: Wanted, filter: InboxFilter): ConversationsAbout {
  const all = inbox.list(filter);
  /** What the server named, down to `after`, or to the end. */
  const named = new Set<string>();
  let after: string | undefined;
  let isDone = false;
  let failed: InboxList['failed'];
  let loading: Promise<void> | undefined;

  const isAbout = ({context}: Conversation): boolean =>
    context?.type === type && (id === undefined || context.id === id);
  /** A cache that was begun anew has none of it. */
  const isForgotten = (): boolean => [...named].some((one) => !engine.entries.get(one)?.stored);

  const list = createView<InboxList>((before) => {
    const {conversations, more, loading: isReading} = all.get();
    const found = conversations.filter(isAbout);
    return keepSame(before, {
      conversations: keepSame(before?.conversations, found),
      loading: !found.length && !failed && (isReading || loading !== undefined),
      more: more && !(isDone && !isForgotten()),
      ...defined({failed}),
    });
  });
  all.subscribe(list.changed);

  async function loadPage(): Promise<void> {
    if (isForgotten()) {
      named.clear();
      after = undefined;
      isDone = false;
    }
    try {
      const page = {filter, contextType: type, limit: pageSize, ...defined({contextId: id, after})};
      const {rows, next} = await know('inbox.page', page);
      for (const {conversation} of rows) named.add(conversation.id);
      failed = undefined;
      after = next;
      isDone = next === undefined;
    } catch (error) {
      const {code} = error as ChatError;
      failed = code;
      // of a server that was restored: the next one begins at the top
      if (code === 'CURSOR_INVALID') after = undefined;
    }
  }

  return {
    list,
    loadMore() {
      if (!list.get().more) return Promise.resolve();
      loading ??= loadPage().finally(() => {
        loading = undefined;
        list.changed();
      });
      list.changed();
      return loading;
    },
  };
}
