/**
 * Brings a Slack export into a database: read once to know what is in it, then conversation by conversation to write it. The
 * same export again changes nothing, and one that was stopped goes on where it was, because every id is made from Slack's own.
 */
import {type Complain, counted, number} from '../complaints.js';
import type {Entry} from '../prepared.js';
import {createProgress} from '../progress.js';
import type {Target} from '../target.js';
import {messagesOf} from './days.js';
import {entryOf, type Made} from './entry.js';
import type {SlackMessage} from './message.js';
import {type Arrangement, answered, emptyPlan, groupOf, type PlacePlan, plan} from './plan.js';
import type {Place, Workspace} from './workspace.js';

/** What is told at the end. */
type Tally = {
  messages: number;
  added: number;
  conversations: number;
  people: Set<string>;
  /** What Slack and its apps said, by Slack's name for it. */
  skipped: Map<string, number>;
  empty: number;
  files: number;
  lostReactions: number;
  unlisted: Set<string>;
};

type Said = {message: SlackMessage; made: Made};

export async function bringInSlack(
  {root, workspace, arrangement}: {root: string; workspace: Workspace; arrangement: Arrangement},
  {writer, atOnce}: Target,
  {complain, has}: {complain: Complain; has(where: string): boolean},
): Promise<string> {
  const tally: Tally = {
    messages: 0,
    added: 0,
    conversations: 0,
    people: new Set(),
    skipped: new Map(),
    empty: 0,
    files: 0,
    lostReactions: 0,
    unlisted: new Set(),
  };
  const plans = new Map<Place, PlacePlan>();
  for (const place of workspace.places) {
    const known = emptyPlan();
    plans.set(place, known);
    for (const {where, read} of messagesOf(root, place, arrangement.now, complain)) {
      if (read.is === 'skipped') {
        tally.skipped.set(read.why, (tally.skipped.get(read.why) ?? 0) + 1);
        continue;
      }
      const made = entryOf(read.message, place, workspace, arrangement);
      if (made === 'empty') tally.empty++;
      else if (typeof made === 'string') complain(where, made);
      else if (!plan(known, read.message, made.entry)) complain(where, `"${read.message.ts}" was there before`);
      else note(tally, read.message, made, workspace);
    }
  }

  const progress = createProgress(tally.messages);
  try {
    for (const [place, known] of plans) {
      const group = groupOf(place, known, workspace, arrangement);
      if (!group) continue;
      tally.conversations++;
      for (const {user} of group.authors) tally.people.add(user);
      await writer.group(group);
      let batch: Entry[] = [];
      const flush = async (): Promise<void> => {
        tally.added += await writer.write(batch);
        progress.step(batch.length);
        batch = [];
      };
      for (const {message, made} of said(root, place, workspace, arrangement, has)) {
        batch.push({...made.entry, ...answered(place, known, message)});
        if (batch.length === atOnce) await flush();
      }
      if (batch.length > 0) await flush();
      await writer.settle(group.id);
    }
  } finally {
    progress.end();
  }
  return summary(tally, progress.elapsedMs());
}

/** What the first reading took. */
function* said(
  root: string,
  place: Place,
  workspace: Workspace,
  arrangement: Arrangement,
  has: (where: string) => boolean,
): Generator<Said> {
  for (const {where, read} of messagesOf(root, place, arrangement.now, () => {})) {
    if (read.is === 'skipped' || has(where)) continue;
    const made = entryOf(read.message, place, workspace, arrangement);
    if (typeof made !== 'string') yield {message: read.message, made};
  }
}

function note(tally: Tally, {user, files}: SlackMessage, {entry, lostReactions}: Made, {person}: Workspace): void {
  tally.messages++;
  tally.files += files.length;
  tally.lostReactions += lostReactions;
  tally.people.add(entry.author.user);
  if (!person(user)) tally.unlisted.add(user);
}

function summary(tally: Tally, ms: number): string {
  const {messages, added, conversations, people, skipped, empty, files, lostReactions, unlisted} = tally;
  const kinds = [...skipped].sort(([left, a], [right, b]) => b - a || (left < right ? -1 : 1));
  const all = kinds.reduce((sum, [, count]) => sum + count, 0);
  const first = [
    `${counted(added, 'message')} added`,
    ...(messages > added ? [`${number(messages - added)} were there already, or are of people who were erased`] : []),
    `${counted(conversations, 'conversation')}, ${number(people.size)} ${people.size === 1 ? 'person' : 'people'}`,
    `${(ms / 1000).toFixed(1)} s`,
  ];
  return [
    `${first.join('; ')}.`,
    ...(all > 0
      ? [
          `Not brought in: ${number(all)} by Slack and its apps (${kinds.map(([why, count]) => `${number(count)} ${why}`).join(', ')}).`,
        ]
      : []),
    ...(empty > 0 ? [`Not brought in: ${number(empty)} without words.`] : []),
    ...(lostReactions > 0 ? [`Not brought in: ${counted(lostReactions, 'reaction')}.`] : []),
    ...(files > 0 ? [`${counted(files, 'file')} named in the text, with a link.`] : []),
    ...(unlisted.size > 0
      ? [`Not in users.json: ${[...unlisted].sort().slice(0, 20).join(', ')}${unlisted.size > 20 ? ', …' : ''}.`]
      : []),
  ].join('\n');
}
