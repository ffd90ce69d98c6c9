/** What one entry of the gallery is, and what specimens are made of. */
import type {Message, Person} from '@parlor/sdk';
import {parseMarkup} from '@parlor/sdk/markup';
import {type FakeChat, fakeChat, startedAt} from '../../packages/elements/test/fake-chat.js';
import {cast, photo} from './cast.js';

export {startedAt as now};

/** One element in one state. */
export type Specimen = {
  /** The tag, or what several tags together are shown for (`bad-input`, `menus`). */
  element: string;
  state: string;
  /** What to look at, in one line. */
  about: string;
  /** How high its box is, px. Left out: as high as the element makes itself. */
  height?: number;
  /** How wide it is at most, px. Left out: as wide as the page gives. */
  width?: number;
  make: (context: Context) => HTMLElement | DocumentFragment;
  /** What is done when it stands in the page: a menu opened, a row focused. */
  after?: (element: HTMLElement) => unknown;
  /** What comes by itself, after a while: the first that fits is waited for. */
  late?: string | undefined;
  /** It lies over the page, so that it can only be shown alone. */
  isModal?: true;
};

/** What the page was asked for and a specimen may follow. */
export type Context = {
  lang: string;
  look: 'bubbles' | 'flat';
  density: 'comfortable' | 'compact';
};

/** An element with properties. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
): HTMLElementTagNameMap[Tag] {
  return Object.assign(document.createElement(tag), properties);
}

const minute = 60_000;
let made = 0;

export type MessageWish = Omit<Partial<Message>, 'content'> & {
  /** How many minutes ago. */
  ago?: number;
  content?: Partial<Message['content']>;
};

/** A message with markup in its text, as data mode takes it. `own` follows from the sender. */
export function message(sender: string, markup: string, {ago = 0, content, ...rest}: MessageWish = {}): Message {
  const {text, ranges} = parseMarkup(markup);
  const own = sender === 'me';
  const seq = ++made;
  return {
    id: `specimen-${seq}`,
    conversation: 'specimens',
    sender,
    own,
    seq,
    rev: seq,
    at: startedAt - ago * minute,
    content: {kind: 'text', text, ranges, attachments: [], ...content},
    deleted: false,
    reactions: [],
    mentionsMe: false,
    ...(own && {delivery: {is: 'read', by: 1, of: 1}}),
    ...rest,
  };
}

/** A line of the server's: who came, who left. */
export const system = (event: string, by: string, data: Record<string, string> = {}, ago = 0): Message =>
  message(by, '', {ago, content: {kind: 'system', data: {event, by, ...data}}});

/** Somebody of the cast, by the language of the page. */
export function person(id: string, {lang}: Pick<Context, 'lang'>): Person {
  const {name, presence, pictured} = cast(lang)[id] ?? {name: id};
  return {id, name, presence: presence ?? 'offline', ...(pictured && {avatar: photo(id)})};
}

/** A chat in memory whose people are the cast. */
export function chatOf(context: Context): FakeChat {
  const chat = fakeChat();
  for (const id of Object.keys(cast(context.lang))) chat.person(id, person(id, context));
  return chat;
}

/** Writes a conversation's history into a chat in memory, and leaves it read. */
export function tell(chat: FakeChat, id: string, history: readonly Message[]): void {
  const conversation = chat.conversation(id);
  for (const {sender, content, seq: _, rev: __, conversation: ___, ...rest} of history)
    conversation.receive(sender, content.text, {...rest, content});
  conversation.change({unread: 0, mentions: 0});
  conversation.timeline.set({...conversation.timeline.get(), readAt: conversation.history.length});
}
