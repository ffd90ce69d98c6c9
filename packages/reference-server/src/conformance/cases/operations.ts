/** Cases read off the table of operations: one for each operation, under the rule they all share. */
import {createECDH, randomBytes} from 'node:crypto';
import {
  type Operation,
  type OperationName,
  operations,
  type ServerFailureCode,
  type Written,
} from '@parlor/sdk/protocol';
import {type Case, must} from '../case.js';
import {equal, holds, NotOffered, show} from '../expect.js';
import type {Person} from '../person.js';
import {lineOf} from '../rest-client.js';
import type {Trial} from '../trial.js';

const all = Object.entries(operations) as [OperationName, Operation][];
const isForHost = ({who}: Operation): boolean => who === 'host';
const ofConversation = all.filter(
  ([name, operation]) =>
    // of a report it is one of two targets (PWP-REPORT-001)
    name !== 'report.create' &&
    !isForHost(operation) &&
    'conversation' in (operation.input as unknown as {entries: object}).entries,
);

/**
 * A group with a message of ann's and of ben's, a reaction on it, and cem beside, who reported the message. `webhook`: a name nobody
 * else has.
 */
type Scene = {
  host: Person;
  ann: Person;
  ben: Person;
  cem: Person;
  conversation: string;
  message: string;
  report: string;
  webhook: string;
};

const noReport = 'r_doesnotexist';
const hookSecret = `whsec_${'A'.repeat(43)}=`;
/** As a browser makes them for its push subscription. */
const newKeys = (): {p256dh: string; auth: string} => {
  const pair = createECDH('prime256v1');
  return {p256dh: pair.generateKeys('base64url'), auth: randomBytes(16).toString('base64url')};
};
const newWebhook = (t: Trial): string => `kit-${t.id().toLowerCase().replaceAll('_', '-')}`;

async function scene(t: Trial): Promise<Scene> {
  const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
  const conversation = await t.group([ann, ben, cem]);
  const {id: message} = await ann.send(conversation, 'x');
  await ben.react(conversation, message, '👍');
  // over REST the first sync makes the profile
  await ben.call('sync');
  const has = t.facts.features?.includes('reports') ?? true;
  const {id: report} = has ? await cem.call('report.create', {conversation, message, reason: 'other'}) : {id: noReport};
  return {host: t.host(), ann, ben, cem, conversation, message, report, webhook: newWebhook(t)};
}

/** An input of each operation that ann may give in the scene. */
const inputs: Record<OperationName, (scene: Scene, t: Trial) => Record<string, unknown>> = {
  sync: () => ({}),
  'inbox.page': () => ({}),
  'inbox.rows': ({conversation}) => ({conversations: [conversation]}),
  totals: () => ({}),
  'conversation.get': ({conversation}) => ({conversation}),
  'conversation.delta': ({conversation}) => ({conversation, since: 0}),
  'history.page': ({conversation}) => ({conversation}),
  'history.revalidate': ({conversation}) => ({conversation, from: 0, to: 9, asOf: 0}),
  'conversation.direct': ({ben}) => ({user: ben.id}),
  'conversation.create': ({ben}) => ({title: 'Another', members: [ben.id]}),
  'conversation.update': ({conversation}) => ({conversation, title: 'Renamed'}),
  'member.list': ({conversation}) => ({conversation}),
  'member.add': ({conversation}, t) => ({conversation, user: t.person('dee').id}),
  'member.remove': ({conversation, cem}) => ({conversation, user: cem.id}),
  'member.unban': ({conversation, cem}) => ({conversation, user: cem.id}),
  'member.leave': ({conversation}) => ({conversation}),
  'member.role': ({conversation, cem}) => ({conversation, user: cem.id, role: 'moderator'}),
  'message.send': ({conversation}, t) => ({conversation, id: t.id(), content: {text: 'x'}}),
  'message.edit': ({conversation, message}) => ({conversation, id: message, content: {text: 'edited'}}),
  'message.delete': ({conversation, message}) => ({conversation, id: message}),
  'reaction.set': ({conversation, message}) => ({conversation, id: message, key: '🎈', on: true}),
  'reaction.list': ({conversation, message}) => ({conversation, id: message}),
  'message.pin': ({conversation, message}) => ({conversation, id: message, on: true}),
  'pin.list': ({conversation}) => ({conversation}),
  'later.set': ({conversation}, t) => ({conversation, id: t.id(), content: {text: 'x'}, at: Date.now() + 3_600_000}),
  'later.remove': ({conversation}, t) => ({conversation, id: t.id()}),
  'later.list': () => ({}),
  'reminder.set': ({conversation, message}) => ({conversation, id: message, at: Date.now() + 3_600_000}),
  'reminder.remove': ({conversation, message}) => ({conversation, id: message}),
  'reminder.list': () => ({}),
  'notifications.list': () => ({}),
  'notifications.read': () => ({upTo: 1}),
  'notifications.remove': (_, t) => ({id: t.id()}),
  'messages.search': ({conversation}) => ({query: 'x', conversation}),
  'mention.list': () => ({}),
  'inbox.find': () => ({query: 'x'}),
  'upload.create': ({conversation}) => ({conversation, name: 'notes.txt', size: 5}),
  'file.urls': ({conversation}) => ({conversation, files: ['none']}),
  'own.set': ({conversation}) => ({conversation, read: 1}),
  'receipt.list': ({conversation, message}) => ({conversation, id: message}),
  'person.get': ({ben}) => ({users: [ben.id]}),
  'person.find': () => ({query: 'conformance-b'}),
  'profile.set': () => ({name: 'Ann'}),
  'block.set': ({cem}) => ({user: cem.id, on: true}),
  'block.list': () => ({}),
  'commands.set': () => ({commands: [{name: 'weather', description: 'What it is like outside', usage: '<city>'}]}),
  'commands.list': ({conversation}) => ({conversation}),
  'report.create': ({ben}) => ({user: ben.id, reason: 'spam'}),
  'push.get': () => ({}),
  'push.subscribe': (_, t) => ({endpoint: `https://push.invalid/${t.id()}`, keys: newKeys()}),
  'push.unsubscribe': () => ({id: 'A'.repeat(32)}),
  'push.quiet': () => ({quiet: {from: '22:00', to: '07:00', zone: 'Europe/Berlin'}}),
  'presence.set': () => ({chosen: 'auto'}),
  'presence.watch': ({ben}) => ({users: [ben.id]}),
  'typing.set': ({conversation}) => ({conversation, on: true}),
  'ops.push': ({conversation}, t) => ({ops: [{opId: t.id(), op: 'own.set', input: {conversation, read: 1}}]}),
  'session.revoke': () => ({}),
  'user.list': () => ({limit: 1}),
  'user.put': ({cem}) => ({user: cem.id, name: 'Cem'}),
  'user.get': ({ben}) => ({user: ben.id}),
  'user.erase': ({cem}) => ({user: cem.id}),
  'session.end': ({cem}) => ({user: cem.id}),
  notify: ({ben}, t) => ({id: t.id(), users: [ben.id], kind: 'order', title: 'Shipped'}),
  'notify.withdraw': ({ben}, t) => ({id: t.id(), users: [ben.id]}),
  'conversation.list': ({ben}) => ({member: ben.id}),
  'conversation.read': ({conversation}) => ({conversation}),
  'conversation.put': ({conversation}) => ({conversation, title: 'Renamed'}),
  'conversation.pair': ({ben, cem}) => ({user: ben.id, other: cem.id}),
  'conversation.remove': ({conversation}) => ({conversation}),
  'conversation.tell': ({conversation}, t) => ({conversation, id: t.id(), text: 'x'}),
  'history.read': ({conversation}) => ({conversation}),
  'history.versions': ({conversation, message}) => ({conversation, id: message}),
  'messages.find': ({conversation}) => ({query: 'x', conversation}),
  'report.list': () => ({limit: 1}),
  'report.take': ({report}) => ({report}),
  'report.release': ({report}) => ({report}),
  'report.resolve': ({report}) => ({report, outcome: 'dismissed', note: 'nothing in it'}),
  stats: () => ({days: 2}),
  'audit.list': () => ({limit: 1}),
  'webhook.put': ({webhook}) => ({
    webhook,
    url: 'https://hooks.invalid/',
    secret: hookSecret,
    types: ['profile.erased'],
  }),
  'webhook.list': () => ({}),
  'webhook.remove': ({webhook}) => ({webhook}),
  'webhook.dead': ({webhook}) => ({webhook}),
  'webhook.replay': ({webhook}) => ({webhook}),
  'auth.refresh': ({ann}) => ({token: ann.token()}),
};

async function putWebhook(here: Scene, t: Trial): Promise<void> {
  const reply = await here.host.ask('webhook.put', inputs['webhook.put'](here, t));
  if (!reply.ok && reply.code === 'FORBIDDEN') throw new NotOffered('the server has no webhooks');
  holds(reply.ok, `webhook.put was answered with ${show(reply)}`);
}

/** Rows in answers of `sync` and the rest change with time; what is compared is what they say. */
const timeless = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (name, field: unknown) => (name === 'cursor' || name === 'next' ? undefined : field)),
  );

const isWritten = ({durable}: Operation, name: OperationName): boolean =>
  durable &&
  name !== 'profile.set' &&
  name !== 'block.set' &&
  !name.startsWith('notifications.') &&
  !name.startsWith('reminder.');

/** Who may call an operation, and what somebody just below is refused with; nothing where the lowest who may is asked. */
const whoMay: Readonly<Record<Operation['who'], {words: string; code?: ServerFailureCode}>> = {
  user: {words: 'anybody with a token'},
  'past-member': {words: 'members, and for those who were one, up to their removal'},
  member: {words: 'those who have joined, observers too'},
  writer: {words: 'those who may write: an observer is refused with READ_ONLY', code: 'READ_ONLY'},
  author: {words: 'the author: another member is refused with FORBIDDEN', code: 'FORBIDDEN'},
  'author-or-moderator': {
    words: 'the author and moderators: another member is refused with FORBIDDEN',
    code: 'FORBIDDEN',
  },
  moderator: {words: 'moderators, admins and owners: another member is refused with FORBIDDEN', code: 'FORBIDDEN'},
  admin: {words: 'admins and owners: another member is refused with FORBIDDEN', code: 'FORBIDDEN'},
  host: {words: 'the host’s backend: everybody else is refused with FORBIDDEN', code: 'FORBIDDEN'},
  'admin-or-self': {words: 'admins, owners and oneself: another member is refused with FORBIDDEN', code: 'FORBIDDEN'},
};

export const operationCases: Case[] = [
  ...all.map(([name]) =>
    must(`PWP-WRITE-004.${name}`, `${name} refuses an input with an unknown field, with SCHEMA.`, async (t) => {
      const here = await scene(t);
      const asker = isForHost(operations[name]) ? here.host : here.ann;
      await asker.refused(name, {...inputs[name](here, t), 'no-such-field': 1}, 'SCHEMA');
    }),
  ),
  ...ofConversation.map(([name, {who}]) =>
    must(
      `PWP-AUTHZ-005.${name}`,
      `${name} answers somebody who was never part of the conversation exactly as for one that does not exist: NOT_FOUND.`,
      async (t) => {
        const here = await scene(t);
        const input = inputs[name](here, t);
        const stranger = t.person('stranger');
        if (name === 'typing.set') {
          const reply = await stranger.ask(name, input);
          const other = await stranger.ask(name, {...input, conversation: 'c_doesnotexist'});
          equal(reply, other, 'the answer for this conversation, compared with one that does not exist,');
          return;
        }
        const refusal = await stranger.refused(name, input, 'NOT_FOUND');
        const other = await stranger.refused(name, {...input, conversation: 'c_doesnotexist'}, 'NOT_FOUND');
        equal(refusal, other, 'the refusal, compared with that of a conversation that does not exist,');
        if (who === 'past-member' || who === 'user') return;
        await here.ann.call('member.remove', {conversation: here.conversation, user: here.cem.id});
        const code = (await here.cem.ask(name, inputs[name]({...here, ann: here.cem}, t))) as {code?: string};
        const wanted: ServerFailureCode[] = [
          'NOT_A_MEMBER',
          ...(name === 'message.edit' || name === 'message.delete' ? (['FORBIDDEN'] as const) : []),
        ];
        holds(wanted.includes(code.code as ServerFailureCode), `a former member was answered with ${show(code)}`);
        await here.ann.call('member.remove', {conversation: here.conversation, user: here.cem.id, ban: true});
        await here.cem.refused(name, inputs[name](here, t), 'BANNED');
      },
    ),
  ),
  ...[...ofConversation, ...all.filter(([, operation]) => isForHost(operation))]
    .filter(([name]) => name !== 'typing.set')
    .map(([name, {who}]) =>
      must(`PWP-AUTHZ-001.${name}`, `${name} is for ${whoMay[who].words}.`, async (t) => {
        const here = await scene(t);
        const {ann, cem, conversation} = here;
        // what cem asks is about the message of ann
        const input = inputs[name](
          ['member.remove', 'member.unban', 'member.role'].includes(name) ? {...here, cem: here.ben} : here,
          t,
        );
        if (who === 'past-member' || who === 'user') await ann.call('member.remove', {conversation, user: cem.id});
        else if (who === 'member' || who === 'writer')
          await ann.call('member.role', {conversation, user: cem.id, role: 'observer'});
        const {code} = whoMay[who];
        if (code === undefined) await cem.call(name, input);
        else await cem.refused(name, input, code);
      }),
    ),
  ...all
    .filter(([name, operation]) => isWritten(operation, name))
    .map(([name]) =>
      must(
        `PWP-WRITE-002.${name}`,
        `${name} answers with the state of what it changed, and a repetition with the same entities.`,
        async (t) => {
          const here = await scene(t);
          const {ann, ben, conversation} = here;
          if (name === 'member.leave') await ann.call('member.role', {conversation, user: ben.id, role: 'owner'});
          const input = inputs[name](here, t);
          const opId = t.id();
          const written = (await ann.call(name, input, {opId})) as Written;
          const isOfRow = name === 'own.set' || name === 'later.set' || name === 'later.remove';
          const told = isOfRow ? (written.row ? ['row'] : []) : written.changes.map(({type}) => type);
          holds(told.length > 0, `the answer tells nothing: ${show(written)}`);
          const place = written.conversation ?? conversation;
          if (!isOfRow && name !== 'member.leave') {
            const {changes} = await ann.delta(place, 0);
            for (const change of written.changes) await assertTrue(change, changes);
          }
          const again = (await ann.call(name, input, {opId})) as Written;
          equal(entitiesOf(again), entitiesOf(written), 'the entities of the repetition');
        },
      ),
    ),
  must(
    'PWP-WRITE-002.profile.set',
    'profile.set answers with the profile, whose rev counts its changes; status: null takes the status back.',
    async (t) => {
      const {ann, ben} = await t.pair();
      const {profile} = await ann.call('profile.set', {name: 'Ann', status: {text: 'away', emoji: '🌴'}});
      equal(
        [profile.user, profile.name, profile.status],
        [ann.id, 'Ann', {text: 'away', emoji: '🌴'}],
        'user, name and status',
      );
      const second = await ann.call('profile.set', {status: null});
      equal(
        [second.profile.status, second.profile.rev > profile.rev],
        [undefined, true],
        'the status, and whether rev rose',
      );
      equal(
        (await ben.call('person.get', {users: [ann.id, 'nobody-of-that-name']})).people,
        [second.profile],
        'the people',
      );
    },
  ),
  ...all
    // the second of the two askers would have no session any more, or nothing left to delete
    .filter(([name]) => !['auth.refresh', 'session.revoke', 'user.erase', 'conversation.remove'].includes(name))
    .map(([name, operation]) =>
      must(
        `PWP-REST-001.${name}`,
        `${name} has the same effect and answer over REST as over a socket.`,
        {on: 'both'},
        async (t) => {
          const here = await scene(t);
          const {ann, ben, conversation} = here;
          if (name === 'member.leave') await ann.call('member.role', {conversation, user: ben.id, role: 'owner'});
          const input = inputs[name](here, t);
          const isWebhook = name.startsWith('webhook.');
          if (name === 'push.subscribe' && (await ann.call('push.get')).key === undefined)
            throw new NotOffered('the server pushes nothing');
          if (isWebhook) await putWebhook(here, t);
          const opId = operation.durable ? t.id() : undefined;
          const asker = isForHost(operation) ? here.host : ann;
          const other = asker.another('socket');
          await other.call('totals');
          const rest = await asker.call(name, input, {opId});
          const socket = await other.call(name, input, {opId});
          // a presence is of the connection, and a batch of the socket ends in the same place
          if (name.startsWith('presence.')) return;
          if (isWebhook) await here.host.call('webhook.remove', {webhook: here.webhook});
          // a ticket is another one each time; there may be other people, reports and entries by then, and what waits for an endpoint comes and goes
          const isOther =
            isWebhook || ['upload.create', 'user.list', 'report.list', 'stats', 'audit.list'].includes(name);
          const told = isOther ? (answer: object) => Object.keys(answer).sort() : timeless;
          equal(told(socket), told(rest), 'the answer over the socket, compared with that over REST,');
        },
      ),
    ),
  ...all.map(([name, {rest}]) =>
    must(
      `PWP-REST-006.${name}`,
      `openapi.json describes ${name} under its method and path.`,
      {on: 'rest'},
      async (t) => {
        const {body} = await t.person().rest('GET', '/openapi.json', {token: undefined});
        const {paths = {}} = (body ?? {}) as {paths?: Record<string, Record<string, unknown>>};
        for (const {method, path} of rest) {
          const known = [path, `/v1${path}`].some((at) => paths[at]?.[method.toLowerCase()] !== undefined);
          holds(known, `${method} ${path} is not described`);
        }
      },
    ),
  ),
  ...all.map(([name]) =>
    must(`PWP-REST-002.${name}`, `${name} without a token is UNAUTHENTICATED, status 401.`, {on: 'rest'}, async (t) => {
      const here: Scene = {
        host: t.host(),
        ann: t.person(),
        ben: t.person(),
        cem: t.person(),
        conversation: 'c_doesnotexist',
        message: t.id(),
        report: noReport,
        webhook: newWebhook(t),
      };
      const {method, path, body} = lineOf(name, inputs[name](here, t));
      const answer = await here.ann.rest(method, path, {body, token: undefined});
      equal(
        [answer.status, (answer.body as {code?: string} | undefined)?.code],
        [401, 'UNAUTHENTICATED'],
        'status and code',
      );
    }),
  ),
];

/** An entity of an answer has to be what a delta says of it. */
async function assertTrue(change: Written['changes'][number], changes: Written['changes']): Promise<void> {
  const name = nameOf(change);
  const found = changes.find((other) => nameOf(other) === name);
  if (found === undefined && change.type === 'reaction') return;
  holds(found !== undefined, `the delta has no ${name}`);
  if (change.type === 'message' && found.type === 'message')
    equal(change.message.content, found.message.content, `the content of ${name}`);
  if (change.type === 'member' && found.type === 'member')
    equal(
      [change.member.state, change.member.role],
      [found.member.state, found.member.role],
      `state and role of ${name}`,
    );
  if (change.type === 'conversation' && found.type === 'conversation')
    equal(change.conversation, found.conversation, name);
}

function nameOf(change: Written['changes'][number]): string {
  if (change.type === 'message') return `message ${change.message.id}`;
  if (change.type === 'member') return `member ${change.member.user}`;
  return change.type === 'conversation' ? 'conversation' : `reaction ${change.message} ${change.summary.key}`;
}

const entitiesOf = ({conversation, changes}: Written): unknown => [conversation, changes.map(nameOf).sort()];
