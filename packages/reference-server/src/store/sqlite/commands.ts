/** The commands that bots understand. */
import type {Database} from 'better-sqlite3';
import type {CommandReads, CommandWrites} from '../commands.js';
import type {CommandsRecord} from '../records.js';

type Row = {user: string; commands: string};
const parsed = (text: string): CommandsRecord['commands'] => JSON.parse(text) as CommandsRecord['commands'];

export function commandReads(client: Database): CommandReads {
  const one = client.prepare<[string], string>('select commands from bot_command where user = ?').pluck();
  const joined = client.prepare<[string, number], Row>(`
    select c.user, c.commands from bot_command as c join member as m on m.user = c.user
    where m.conversation = ? and m.state = 'joined' order by c.user limit ?`);
  return {
    commandsOf: async (user) => parsed(one.get(user) ?? '[]'),
    commandsIn: async (conversation, limit) =>
      joined.all(conversation, limit).map(({user, commands}) => ({user, commands: parsed(commands)})),
  };
}

export function commandWrites(client: Database): CommandWrites {
  const put = client.prepare<[string, string]>(
    'insert into bot_command (user, commands) values (?, ?) on conflict (user) do update set commands = excluded.commands',
  );
  const remove = client.prepare<[string]>('delete from bot_command where user = ?');
  return {
    putCommands: async ({user, commands}) =>
      void (commands.length > 0 ? put.run(user, JSON.stringify(commands)) : remove.run(user)),
  };
}
