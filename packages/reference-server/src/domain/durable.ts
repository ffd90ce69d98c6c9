/**
 * The durable writes: what each does, and what it answers. The answer is the state of what was written, read back, so a
 * repetition needs no stored answer and gives what is true now (PWP-WRITE-002).
 */
import type {Change, DurableName, InputOf, NotificationState, OutputOf, Written} from '@parlor/sdk/protocol';
import {unban} from './bans.js';
import {describeBlock, setBlock} from './blocks.js';
import {createGroup, openDirect, updateConversation} from './conversations.js';
import {removeLater, setLater} from './later.js';
import {addMember, leave, removeMember, setRole} from './members.js';
import {readMessages} from './message-reader.js';
import {deleteMessage, editMessage, sendMessage} from './messages.js';
import {readNotifications, removeNotification, stateOf} from './notifications.js';
import {ownProfile, setProfile} from './people.js';
import {pinMessage} from './pins.js';
import {reactionChange, setReaction} from './reactions.js';
import {setOwn} from './registers.js';
import {listReminders, removeReminder, setReminder} from './reminders.js';
import {rowFor} from './rows.js';
import type {Verdict} from './screen.js';
import {isSeen, sightOf} from './visibility.js';
import {toMember} from './wire.js';
import type {Look, Work} from './work.js';

export type Answer = Written | {profile: unknown} | {state: NotificationState} | OutputOf<'reminder.list'>;

/** One write of the table with its checked input. */
export type Write = {[Name in DurableName]: {name: Name; input: InputOf<Name>}}[DurableName];

/** The conversation a write is about; creations have none before they are done. */
export const conversationOf = ({input}: Write): string | undefined =>
  'conversation' in input ? input.conversation : undefined;

/** Does it, and answers the conversation if it was made or changed; a fresh message brings its answer along. */
export async function doWrite(
  work: Work,
  write: Write,
  more: {opId: string | undefined; verdict?: Verdict | undefined},
): Promise<{conversation: string | undefined; answer?: Answer | undefined}> {
  switch (write.name) {
    case 'message.send':
      return {
        conversation: write.input.conversation,
        answer: await sendMessage(work, write.input, {verdict: undefined, ...more}),
      };
    case 'conversation.direct':
      return {conversation: await openDirect(work, write.input)};
    case 'conversation.create':
      return {conversation: await createGroup(work, write.input)};
    case 'message.edit':
      await editMessage(work, write.input, more.verdict);
      break;
    case 'message.delete':
      await deleteMessage(work, write.input);
      break;
    case 'reaction.set':
      await setReaction(work, write.input);
      break;
    case 'message.pin':
      await pinMessage(work, write.input);
      break;
    case 'later.set':
      await setLater(work, write.input);
      break;
    case 'later.remove':
      await removeLater(work, write.input);
      break;
    case 'reminder.set':
      await setReminder(work, write.input);
      break;
    case 'reminder.remove':
      await removeReminder(work, write.input);
      break;
    case 'notifications.read':
      await readNotifications(work, write.input);
      break;
    case 'notifications.remove':
      await removeNotification(work, write.input);
      break;
    case 'own.set':
      await setOwn(work, write.input);
      break;
    case 'conversation.update':
      await updateConversation(work, write.input);
      break;
    case 'member.add':
      await addMember(work, write.input);
      break;
    case 'member.remove':
      await removeMember(work, write.input);
      break;
    case 'member.unban':
      await unban(work, write.input);
      break;
    case 'member.leave':
      await leave(work, write.input);
      break;
    case 'member.role':
      await setRole(work, write.input);
      break;
    case 'profile.set':
      await setProfile(work, write.input);
      break;
    case 'block.set':
      await setBlock(work, write.input);
      break;
  }
  return {conversation: conversationOf(write)};
}

/** What a write answers after it was done, now or before. Nobody is told what came after their leaving (I11). */
export async function describe(look: Look, write: Write, conversation: string | undefined): Promise<Answer> {
  if (write.name === 'profile.set') return {profile: await ownProfile(look)};
  if (write.name === 'block.set') return describeBlock(look, write.input);
  if (write.name === 'notifications.read' || write.name === 'notifications.remove')
    return {state: await stateOf(look.tx, look.actor.user)};
  if (write.name === 'reminder.set' || write.name === 'reminder.remove') return listReminders(look);
  if (conversation === undefined) return {changes: []};
  const written: Written = {conversation, changes: await changesOf(look, write, conversation)};
  if (write.name === 'message.delete' && (await look.tx.isReserved(conversation, write.input.id, look.actor.user)))
    written.cancelled = true;
  if (hasOwnRow.has(write.name)) {
    const row = await rowFor(look.tx, look.actor.user, conversation);
    if (row) written.row = row;
  }
  return written;
}

const hasOwnRow: ReadonlySet<DurableName> = new Set([
  'own.set',
  'later.set',
  'later.remove',
  'conversation.direct',
  'conversation.create',
  'member.leave',
] as const);

async function changesOf(look: Look, write: Write, conversation: string): Promise<Change[]> {
  switch (write.name) {
    case 'message.send':
    case 'message.edit':
    case 'message.delete':
    case 'message.pin':
      return messageAsSeen(look, conversation, write.input.id);
    case 'reaction.set': {
      const change = await reactionChange(look, write.input);
      return change ? [change] : [];
    }
    case 'member.add':
    case 'member.remove':
    case 'member.unban':
    case 'member.role':
      return memberAndMeta(look, conversation, [write.input.user]);
    case 'member.leave':
      return memberAndMeta(look, conversation, [look.actor.user]);
    case 'conversation.direct':
    case 'conversation.create':
      return memberAndMeta(look, conversation, undefined);
    case 'conversation.update':
      return memberAndMeta(look, conversation, []);
    default:
      return [];
  }
}

export async function messageAsSeen(look: Look, conversation: string, id: string): Promise<Change[]> {
  const {window} = await sightOf(look, conversation);
  const record = await look.tx.message(conversation, id);
  if (!record || !isSeen(window, record)) return [];
  const [message] = await readMessages(look, conversation, window, [record]);
  return message ? [{type: 'message', message}] : [];
}

/** `users` undefined: the members a new conversation began with. */
export async function memberAndMeta(look: Look, id: string, users: readonly string[] | undefined): Promise<Change[]> {
  const {tx, settings} = look;
  const {meta, head} = await sightOf(look, id);
  const members = users
    ? await Promise.all(users.map((user) => tx.member(id, user)))
    : await tx.membersChanged(id, {since: 0, upTo: head, limit: settings.limits.deltaRows});
  return [
    {type: 'conversation', conversation: meta},
    ...members.flatMap((member): Change[] =>
      member && member.rev <= head ? [{type: 'member', member: toMember(member)}] : [],
    ),
  ];
}
