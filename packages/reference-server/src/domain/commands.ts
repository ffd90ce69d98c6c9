/** What bots understand behind a `/` (PWP-COMMAND-001 …). The server keeps it and does nothing else with it: a command is a message. */
import type {BotCommand, InputOf, OutputOf} from '@parlor/sdk/protocol';
import {renewProfile} from './people.js';
import {Refusal} from './refusal.js';
import {peopleOf} from './rows.js';
import {joinedMember} from './visibility.js';
import type {Look, Work} from './work.js';

/** Of more bots in one conversation nobody is offered anything. */
const mostBots = 20;

/** @throws {Refusal} SCHEMA where a name is there twice */
export function assertNames(commands: readonly BotCommand[]): void {
  const names = new Set(commands.map(({name}) => name));
  if (names.size < commands.length) throw new Refusal('SCHEMA', 'commands: a name is there twice');
}

/** @throws {Refusal} FORBIDDEN for everybody but bots, SCHEMA */
export async function setCommands(work: Work, {commands}: InputOf<'commands.set'>): Promise<OutputOf<'commands.set'>> {
  const {tx, actor} = work;
  // what a person declared would be offered to others as if an application stood behind it
  if (actor.audience !== 'parlor-bot') throw new Refusal('FORBIDDEN', 'for bots: tokens of the audience parlor-bot');
  assertNames(commands);
  await renewProfile(work);
  await tx.putCommands({user: actor.user, commands});
  return {commands};
}

/** @throws {Refusal} NOT_FOUND, NOT_A_MEMBER, BANNED */
export async function listCommands(
  look: Look,
  {conversation}: InputOf<'commands.list'>,
): Promise<OutputOf<'commands.list'>> {
  await joinedMember(look, conversation);
  const bots = await look.tx.commandsIn(conversation, mostBots);
  const users = bots.map(({user}) => user);
  return {bots: bots.map(({user, commands}) => ({user, commands: [...commands]})), people: await peopleOf(look, users)};
}
