/** From the command line of the import to its settings, or to one sentence about what is wrong with it. */
import {parseArgs} from 'node:util';
import {UserId} from '@parlor/sdk/protocol';
import * as v from 'valibot';

export const help = `Imports a chat log, or a Slack workspace, into a Parlor database, also while a server has it open.

  npm run import -- FILE.jsonl [options]
  npm run import -- FOLDER [options]

  --database NAME   an SQLite file, made if it is not there, or postgres://…   (data/parlor.db)
  --join LIST       people who join every imported group     (ann,ben; of Slack nobody)
  --unread NUMBER   messages unread for them at the end      (7; of Slack 0)
  --members NUMBER  at most so many members of one group     (100; of Slack all)
  --prefix TEXT     before each author's name, as user id    (import:; of Slack slack:)
  --people FILE     of Slack: who is who here, as JSON       ({"U012AB3CD": "ann"})

FILE.jsonl holds one JSON object a line: {"id", "channel", "author", "ts", "text", "reply_to"?, "type"?: "action"}.
FOLDER is an export of Slack, unzipped: users.json, channels.json and a folder for each channel. --join is for its public channels.
Stopped on the way, run it again: it goes on where it was.
`;

export type Settings = {
  help: boolean;
  file: string;
  database: string;
  /** What was not said is for each kind of source to fill in. */
  join: {user: string; name: string}[] | undefined;
  unread: number | undefined;
  members: number | undefined;
  prefix: string | undefined;
  people: string | undefined;
};

export function readOptions(args: string[]): Settings | string {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return `${(error as Error).message}. --help lists the options.`;
  }
  const {values, positionals} = parsed;
  const file = positionals[0];
  if (!values.help && (file === undefined || positionals.length > 1))
    return 'Name one file to import; --help tells the rest.';
  const unread = numberOf(values.unread);
  const members = numberOf(values.members);
  if (unread !== undefined && (!Number.isInteger(unread) || unread < 0 || unread > 1000))
    return '--unread is a whole number up to 1000.';
  if (members !== undefined && (!Number.isInteger(members) || members < 1 || members > 10_000))
    return '--members is a whole number from 1 to 10000.';
  const join = values.join
    ?.split(',')
    .map((user) => user.trim())
    .filter((user) => user !== '');
  if (join && (join.length > 1000 || !join.every((user) => v.is(UserId, user))))
    return '--join is a list of at most 1000 user ids of up to 64 bytes, with commas between them.';
  if (values.prefix && (values.prefix.length > 32 || !v.is(UserId, values.prefix)))
    return '--prefix has at most 32 characters, none of them a control character.';
  return {
    help: values.help,
    file: file ?? '',
    database: values.database,
    join: join && joining(join),
    unread,
    members,
    prefix: values.prefix,
    people: values.people,
  };
}

/** With a name for whoever is not known yet. */
export const joining = (users: readonly string[]): {user: string; name: string}[] =>
  users.map((user) => ({user, name: user[0]?.toUpperCase() + user.slice(1)}));

const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

const parse = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: {
      database: {type: 'string', default: 'data/parlor.db'},
      join: {type: 'string'},
      unread: {type: 'string'},
      members: {type: 'string'},
      prefix: {type: 'string'},
      people: {type: 'string'},
      help: {type: 'boolean', short: 'h', default: false},
    },
  });
