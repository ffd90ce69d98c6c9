/** Pinned messages: a state of the message that everybody sees (PWP-PIN-001), under a rev of its own (docs/decisions/pins.md). */
import type {InputOf, OutputOf} from '@parlor/sdk/protocol';
import {noEnd} from '../store/records.js';
import {readMessages} from './message-reader.js';
import {giveMessage, step} from './messages.js';
import {assertMayPin} from './permissions.js';
import {Refusal} from './refusal.js';
import {peopleOf} from './rows.js';
import {isHost, pastMember, seatedOrHost, visibleMessage} from './visibility.js';
import type {Look, Work} from './work.js';

/**
 * A repetition uses no seq, whoever pinned it first.
 * @throws {Refusal} NOT_FOUND, NOT_A_MEMBER, BANNED, FORBIDDEN, CLOSED, READ_ONLY, MESSAGE_DELETED, TOO_LARGE
 */
export async function pinMessage(work: Work, {conversation: place, id, on}: InputOf<'message.pin'>): Promise<void> {
  const {tx, actor, now, settings} = work;
  const {conversation, seats, seat} = await seatedOrHost(work, place);
  assertMayPin(conversation, {role: seat.role, isHost: isHost(actor)}, on);
  const record = await visibleMessage(work, place, id, {from: seat.visibleFrom, to: noEnd, upTo: noEnd});
  if (!record.countable) throw new Refusal('FORBIDDEN');
  if (on && record.deleted !== undefined) throw new Refusal('MESSAGE_DELETED');
  if ((record.pinnedBy !== undefined) === on) return;
  const {pins} = settings.limits;
  if (on && (await tx.pinnedMessages(place, {from: 1, to: noEnd, upTo: noEnd}, pins)).length >= pins)
    throw new Refusal('TOO_LARGE', `id: ${pins} messages are pinned already`);

  const seq = await step(work, conversation);
  const pinned = {
    ...record,
    touched: seq,
    pinRev: seq,
    pinnedBy: on ? actor.user : undefined,
    pinnedAt: on ? now : undefined,
  };
  await tx.updateMessage(pinned);
  const quoted = record.replyTo === undefined ? undefined : await tx.message(place, record.replyTo);
  giveMessage(work, pinned, quoted, seats, 'pin');
}

/** @throws {Refusal} NOT_FOUND */
export async function listPins(look: Look, {conversation}: InputOf<'pin.list'>): Promise<OutputOf<'pin.list'>> {
  const {window, head} = await pastMember(look, conversation);
  const records = await look.tx.pinnedMessages(conversation, window, look.settings.limits.pins);
  const messages = await readMessages(look, conversation, window, records);
  const named = messages.flatMap(({sender, pinned}) => (pinned ? [sender, pinned.by] : [sender]));
  return {messages, asOf: head, people: await peopleOf(look, named)};
}
