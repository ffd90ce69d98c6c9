/**
 * The page-wide names of chats: how an element finds the chat of `<chat-inbox chat="support">`, even when it comes from
 * another bundle or another copy of this package. The elements' registry makes the same object; whoever comes first makes it.
 */
import type {Chat} from './api.js';

type Registry = {chats: Map<string, Chat>; listeners: Set<() => void>};

const key = Symbol.for('parlor.chats');
const registry = (): Registry => ((globalThis as {[key]?: Registry})[key] ??= {chats: new Map(), listeners: new Set()});

/** The chat of this name, if there is one now. */
export const findChat = (name = 'default'): Chat | undefined => registry().chats.get(name);

/** Calls `listener` whenever a name is given or taken back; returns how to stop. */
export function onChats(listener: () => void): () => void {
  const {listeners} = registry();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Gives `chat` the name; the last one to take a name has it. Returns how to take it back. */
export function nameChat(name: string, chat: Chat): () => void {
  const {chats, listeners} = registry();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  chats.set(name, chat);
  tell();
  return () => {
    if (chats.get(name) !== chat) return;
    chats.delete(name);
    tell();
  };
}
