/** What bots understand behind a `/`: declared by them or by the host, and read by whoever sits in a conversation with them. */
import * as v from 'valibot';
import {ConversationId, UserId} from './ids.js';
import {Profile} from './model.js';
import {operation} from './operation.js';

const Words = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100));

/** `usage`: what follows the name, as `<city>`. */
export const BotCommand = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/)),
  description: Words,
  usage: v.optional(Words),
});
export type BotCommand = v.InferOutput<typeof BotCommand>;

export const BotCommands = v.pipe(v.array(BotCommand), v.maxLength(20));

export const commandsSet = operation({
  does: 'Says all the commands I understand, in place of those said before. For bots alone (tokens of the audience `parlor-bot`).',
  input: v.strictObject({commands: BotCommands}),
  output: v.object({commands: BotCommands}),
  rest: [{method: 'PUT', path: '/me/commands'}],
  cost: 'write',
  who: 'user',
  durable: false,
});

export const commandsList = operation({
  does: 'The commands of the bots in a conversation, by the id of the bot; of 20 bots at most.',
  input: v.strictObject({conversation: ConversationId}),
  output: v.object({bots: v.array(v.object({user: UserId, commands: BotCommands})), people: v.array(Profile)}),
  rest: [{method: 'GET', path: '/conversations/{conversation}/commands'}],
  cost: 'read',
  who: 'member',
  durable: false,
});
