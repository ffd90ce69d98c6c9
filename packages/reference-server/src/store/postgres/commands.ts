/** The commands that bots understand. */
import type {CommandReads, CommandWrites} from '../commands.js';
import type {CommandsRecord} from '../records.js';
import {change, type Line, statement} from './line.js';

type Row = {user: string; commands: string};
const parsed = (text: string): CommandsRecord['commands'] => JSON.parse(text) as CommandsRecord['commands'];

export function commandReads(line: Line): CommandReads {
  const one = statement<{commands: string}>(line, 'commands_of', 'select commands from bot_command where "user" = $1');
  const joined = statement<Row>(
    line,
    'commands_in',
    `select c."user", c.commands from bot_command as c join member as m on m."user" = c."user"
     where m.conversation = $1 and m.state = 'joined' order by c."user" limit $2`,
  );
  return {
    commandsOf: async (user) => parsed((await one(user))[0]?.commands ?? '[]'),
    commandsIn: async (conversation, limit) =>
      (await joined(conversation, limit)).map(({user, commands}) => ({user, commands: parsed(commands)})),
  };
}

export function commandWrites(line: Line): CommandWrites {
  const put = change(
    line,
    'put_commands',
    `insert into bot_command ("user", commands) values ($1, $2)
     on conflict ("user") do update set commands = excluded.commands`,
  );
  const remove = change(line, 'remove_commands', 'delete from bot_command where "user" = $1');
  return {
    putCommands: async ({user, commands}) =>
      void (commands.length > 0 ? await put(user, JSON.stringify(commands)) : await remove(user)),
  };
}
