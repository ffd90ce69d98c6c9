/** From a message of Slack to one that can be written: names resolved, ids made, content built. */
import {type Content, defaultLimits, type TextRange} from '@parlor/sdk/protocol';
import {acceptContent, withFiles} from '../../domain/content.js';
import {Refusal} from '../../domain/refusal.js';
import {bytesOf} from '../../domain/text.js';
import {conversationIdOf, messageIdOf} from '../ids.js';
import type {Entry} from '../prepared.js';
import {emojiOf} from './emoji.js';
import type {SlackMessage} from './message.js';
import {readMrkdwn} from './mrkdwn.js';
import {storable} from './storable.js';
import {type Identity, nameOf, type Person, type Place, userOf, type Workspace} from './workspace.js';

/** People who reacted to one message: the others are left out. */
export const mostReactions = 500;

/** Names that no log of another kind has. */
export const channelOf = ({id}: Pick<Place, 'id'>): string => `slack:${id}`;

export type Made = {
  entry: Entry;
  /** What could not be kept of the reactions: those of people, one by one. */
  lostReactions: number;
};

/** The message, `empty` where it has no words and no files, or a sentence about what is wrong with it. Whom it answers is not yet asked. */
export function entryOf(
  message: SlackMessage,
  place: Place,
  workspace: Workspace,
  identity: Identity,
): Made | 'empty' | string {
  const content = contentOf(message, workspace);
  if (content === 'empty' || content instanceof Refusal)
    return content === 'empty' ? content : (sentences[content.code] ?? `it is refused: ${content.message}`);
  const {reactions, lost} = reactionsOf(message, workspace, identity);
  const channel = channelOf(place);
  return {
    entry: {
      conversation: conversationIdOf(channel),
      id: messageIdOf(channel, message.ts),
      author: personOf(message.user, message.name, workspace, identity),
      at: message.at,
      content,
      ...(message.editedAt !== undefined && {editedAt: Math.max(message.at, message.editedAt)}),
      ...(reactions.length > 0 && {reactions}),
    },
    lostReactions: lost,
  };
}

const sentences: Partial<Record<string, string>> = {
  TOO_LARGE: `"text" is longer than ${defaultLimits.textLength} characters or ${defaultLimits.textBytes / 1024} KB`,
};

/** Somebody who is not in the list has the name that the message gives them, or their id. */
export const personOf = (id: string, name: string | undefined, {person}: Workspace, identity: Identity): Person =>
  person(id) ?? {user: userOf(id, identity), name: nameOf(name, id)};

function contentOf({text: raw, files, isAction}: SlackMessage, workspace: Workspace): Content | 'empty' | Refusal {
  const marked = readMrkdwn(storable(raw), workspace);
  const isSaid = marked.text.trim() !== '';
  if (!isSaid && files.length === 0) return 'empty';
  let text = isSaid ? marked.text : '';
  const ranges = isSaid ? marked.ranges : [];
  if (isAction && text !== '') ranges.push({type: 'italic', start: 0, end: text.length});
  for (const {name, url} of files) {
    if (text !== '') text += '\n';
    const start = text.length;
    text += name;
    if (url !== undefined && start < text.length) ranges.push({type: 'link', start, end: text.length, url});
  }
  try {
    const {attachments: _, ...content} = acceptContent({text, ranges: withinLimits(ranges)}, defaultLimits);
    return withFiles(content, []);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** What is above the limits stays as text. */
function withinLimits(ranges: TextRange[]): TextRange[] {
  const mentioned = new Set<string>();
  const kept = ranges.filter(({type, user}) => {
    if (type !== 'mention' || user === undefined || mentioned.has(user)) return true;
    return mentioned.size < defaultLimits.mentions && mentioned.add(user).size > 0;
  });
  return kept.slice(0, defaultLimits.ranges);
}

function reactionsOf(
  message: SlackMessage,
  workspace: Workspace,
  identity: Identity,
): {reactions: {key: string; by: Person[]}[]; lost: number} {
  const byKey = new Map<string, Map<string, Person>>();
  let [kept, lost] = [0, 0];
  for (const {name, users, count} of message.reactions) {
    const key = emojiOf(name) ?? `:${name}:`;
    const people = byKey.get(key) ?? new Map<string, Person>();
    // an export may name fewer people than it counts
    lost += Math.max(0, count - users.length);
    const fits = bytesOf(key) <= defaultLimits.reactionKeyBytes && key.trim() === key && key === storable(key);
    if (!fits || (!byKey.has(key) && byKey.size === defaultLimits.reactionKeys)) {
      lost += users.length;
      continue;
    }
    for (const id of users) {
      const person = personOf(id, undefined, workspace, identity);
      // the same with two tones of skin, or under two names
      if (people.has(person.user)) continue;
      if (kept === mostReactions) lost++;
      else {
        people.set(person.user, person);
        kept++;
      }
    }
    if (people.size > 0) byKey.set(key, people);
  }
  return {reactions: [...byKey].map(([key, people]) => ({key, by: [...people.values()]})), lost};
}
