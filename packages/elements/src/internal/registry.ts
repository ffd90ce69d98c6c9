import type {Chat} from '@parlor/sdk';

/**
 * The page-wide names of chats, shared with the SDK (its `client/registry.ts` makes the same object) and with other
 * copies of this package. Whoever comes first makes it.
 */
type Registry = {chats: Map<string, Chat>; listeners: Set<() => void>};

const key = Symbol.for('parlor.chats');

function registry(): Registry {
  const page = globalThis as {[key]?: Registry};
  return (page[key] ??= {chats: new Map(), listeners: new Set()});
}

export function chatNamed(name: string): Chat | undefined {
  return registry().chats.get(name);
}

/** Calls `listener` whenever a name is given or taken back; returns how to stop. */
export function onNames(listener: () => void): () => void {
  const {listeners} = registry();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The chat for every element that was given none and has no provider; the one `createChat` made under no other name is it already. */
export function setDefaultChat(chat: Chat | undefined): void {
  const {chats, listeners} = registry();
  if (chat) chats.set('default', chat);
  else chats.delete('default');
  for (const listener of [...listeners]) listener();
}
