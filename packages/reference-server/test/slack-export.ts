/** A small made-up export of a Slack workspace with everything of each kind, and with what goes wrong in real ones. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

const user = (id: string, display: string, real: string, more: object = {}) => ({
  id,
  team_id: 'T1',
  name: real.toLowerCase(),
  deleted: false,
  profile: {display_name: display, real_name: real, email: `${id}@example.com`},
  ...more,
});

const users = [
  user('U1ANN', 'ann', 'Ann Lee'),
  user('U2BEN', '', 'Ben Oz'),
  user('U3GONE', 'cat', 'Cat Was', {deleted: true}),
  user('U4BOT', 'buildbot', 'Build', {is_bot: true}),
  {name: 'nobody'},
];

export const generalId = 'C1GENERAL';
const channels = [
  {
    id: generalId,
    name: 'general',
    created: 1_546_600_000,
    creator: 'U2BEN',
    is_archived: false,
    members: ['U1ANN', 'U2BEN', 'U4BOT'],
    topic: {value: 'all of &lt;us&gt;, see <#C2OLD>'},
    purpose: {value: 'To *talk*'},
  },
  {id: 'C2OLD', name: 'old-plans', created: 1_546_600_001, is_archived: true, members: []},
  {id: 'C3EMPTY', name: 'empty', created: 1_546_600_002, members: ['U1ANN']},
  {id: 'C4NONE', name: 'nobody-there', members: []},
  {id: generalId, name: 'general-again', members: []},
  {id: 'C5UP', name: '../secrets', members: ['U1ANN']},
  {name: 'no-id'},
];
const groups = [
  {id: 'G1SECRET', name: 'secret', created: 1_546_600_003, creator: 'U1ANN', members: ['U1ANN', 'U2BEN']},
];
const mpims = [
  {id: 'G2MANY', name: 'mpdm-ann--ben--cat-1', created: 1_546_600_004, members: ['U1ANN', 'U2BEN', 'U3GONE']},
];
const dms = [
  {id: 'D1', created: 1_546_600_005, members: ['U1ANN', 'U2BEN']},
  {id: 'D2SELF', created: 1_546_600_006, members: ['U1ANN', 'U1ANN']},
  {id: 'D3NEVER', created: 1_546_600_007, members: ['U2BEN', 'U3GONE']},
];

export const second = 1_546_666_931;
/** Slack's time of the `n`th second of the log. */
export const ts = (n: number, micro = '000200'): string => `${second + n}.${micro}`;
const said = (n: number, by: string, text: string, more: object = {}) => ({
  type: 'message',
  user: by,
  text,
  ts: ts(n),
  ...more,
});

const firstDay = [
  {type: 'message', subtype: 'channel_join', user: 'U1ANN', text: '<@U1ANN> has joined the channel', ts: ts(0)},
  said(2, 'U2BEN', 'and _you_?', {thread_ts: ts(1)}),
  said(1, 'U1ANN', 'Hello <@U2BEN>, *look*: <https://a.example/x?a=1&amp;b=2|here>', {
    thread_ts: ts(1),
    reply_count: 1,
    edited: {user: 'U1ANN', ts: ts(9)},
    reactions: [
      {name: '+1', users: ['U2BEN', 'U3GONE'], count: 2},
      {name: 'thumbsup', users: ['U2BEN'], count: 1},
      {name: 'party-parrot', users: ['U1ANN'], count: 4},
      {name: 'a-name-that-is-longer-than-any-key-may-be', users: ['U1ANN', 'U2BEN'], count: 2},
      {name: 'eyes'},
    ],
  }),
  said(3, 'U1ANN', 'waves', {subtype: 'me_message'}),
  said(4, 'U2BEN', '', {
    subtype: 'file_share',
    files: [
      {
        id: 'F1',
        name: 'plan.pdf',
        url_private: 'https://files.slack.com/files-pri/T1-F1/plan.pdf?t=xoxe-secret',
      },
      {id: 'F2', mode: 'tombstone'},
    ],
  }),
  said(5, 'U3GONE', 'back to you, <@U1ANN>', {subtype: 'thread_broadcast', thread_ts: ts(1)}),
  {type: 'message', subtype: 'bot_message', bot_id: 'B1', username: 'deploy', text: 'done', ts: ts(6)},
  said(7, 'U4BOT', 'built', {bot_id: 'B2'}),
  said(8, 'U2BEN', '', {attachments: [{fallback: 'a card'}]}),
  said(9, 'U9GUEST', 'from elsewhere', {user_profile: {display_name: 'gus', real_name: 'Gus T.'}}),
  said(10, 'U8NOBODY', 'who am I?', {thread_ts: '1546666000.000100'}),
];

/** What is wrong with messages, and the sentence each is told in. */
const secondDay: [unknown, string?][] = [
  [said(86_400, 'U1ANN', 'a new day')],
  [said(1, 'U1ANN', 'twice'), `"${ts(1)}" was there before`],
  [said(86_401, 'U1ANN', 'x'.repeat(8_001)), '"text" is longer than 8000 characters or 32 KB'],
  [{...said(0, 'U1ANN', 'when?'), ts: '99999999999.000000'}, '"ts" is not a time like 1546666931.000200'],
  [{...said(0, 'U1ANN', 'never'), ts: 'yesterday'}, '"ts" is not a time like 1546666931.000200'],
  [{type: 'message', user: 'U1ANN', text: 'no time'}, '"ts" is missing'],
  [said(86_402, 'U1ANN', 7 as unknown as string), '"text" is not a text'],
  ['no object', 'it is not a JSON object'],
  [said(86_403, 'not an id', 'who?'), '"user" is not an id'],
  [said(86_404, 'U2BEN', 'half a \ud83d and a \0')],
];

/** How each of them is complained of. */
export const complaints: readonly string[] = [
  'users.json, 5 is left out: it is not a person with an id.',
  'channels.json, 7 is left out: it is not a conversation with an id.',
  `channels.json, 5 is left out: ${generalId} was listed before.`,
  'channels.json, 6 is left out: its name is not that of a folder.',
  'The folder FC:F1:canvas is left out: it is of no conversation that is listed.',
  ...secondDay.flatMap(([, sentence], index) =>
    sentence === undefined ? [] : [`general/2019-01-06.json, message ${index + 1}, is left out: ${sentence}.`],
  ),
  'general/2019-01-07.json is left out: it is not a JSON list.',
  'secret/2019-01-05.json is left out: it is not a JSON list.',
];

export const messages = 8 + 2 + 1 + 1 + 1 + 2 + 1;

/** Lays the folder down. `later`: with a day more. */
export function laySlackExport(root: string, {later = false} = {}): void {
  const files: Record<string, unknown> = {
    'users.json': users,
    'channels.json': channels,
    'groups.json': groups,
    'mpims.json': mpims,
    'dms.json': dms,
    'integration_logs.json': [],
    'general/2019-01-05.json': firstDay,
    'general/2019-01-06.json': secondDay.map(([message]) => message),
    'general/2019-01-07.json': '[{"type": "mess',
    'general/canvas_in_the_conversation.json': '{',
    'old-plans/2019-01-05.json': [said(20, 'U3GONE', 'first this')],
    'secret/2019-01-05.json': {not: 'a list'},
    'secret/2019-01-06.json': [said(30, 'U1ANN', 'between us')],
    'mpdm-ann--ben--cat-1/2019-01-05.json': [said(40, 'U3GONE', 'we three')],
    'D1/2019-01-05.json': [
      said(50, 'U1ANN', 'psst', {reactions: [{name: 'heart', users: ['U2BEN'], count: 1}]}),
      said(51, 'U2BEN', 'what?'),
    ],
    'D2SELF/2019-01-05.json': [said(60, 'U1ANN', 'buy milk')],
    'FC:F1:canvas/canvas.json': {},
    ...(later && {'general/2019-01-08.json': [said(300_000, 'U2BEN', 'later', {thread_ts: ts(1)})]}),
  };
  for (const [name, value] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), {recursive: true});
    writeFileSync(join(root, name), typeof value === 'string' ? value : JSON.stringify(value));
  }
}
