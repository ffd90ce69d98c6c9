/**
 * What an entry of the audit says of each operation: whom it was about, and what came of it. Ids, numbers, flags, names of fields and words
 * of the protocol only: an entry stays when a person is erased (PWP-AUDIT-003).
 */
import type {DurableName, HostName, InputOf, OutputOf} from '@parlor/sdk/protocol';
import type {Facts} from './audit.js';
import type {Write} from './durable.js';
import {defined} from './wire.js';

export type Note = {targets: Facts; result?: Facts};

/** Of a long list an entry names so many. */
const mostNamed = 100;
const some = (ids: readonly string[]): string[] => ids.slice(0, mostNamed);
/** The names of the fields that were given, without what they say. */
const given = (input: object): string[] => Object.keys(defined(input)).sort();

/** What takes many transactions makes its own entries where its steps are: one with the first, one when it is done. */
type InSteps = 'user.erase' | 'conversation.remove' | 'session.end';

type HostNotes = {
  [Name in Exclude<HostName, InSteps>]:
    | ((input: InputOf<Name>, output: OutputOf<Name>) => Note)
    | 'nothing of anybody’s';
};

export const hostNotes: HostNotes = {
  'user.list': ({state}, {users}) => ({
    targets: {users: users.map(({profile}) => profile.user)},
    result: {count: users.length, ...(state !== undefined && {state})},
  }),
  'user.put': ({user, active, ...more}) => ({
    targets: {user},
    result: {fields: given(more), ...(active !== undefined && {active})},
  }),
  'user.get': ({user}) => ({targets: {user}}),
  notify: ({id, users}, {users: told}) => ({
    targets: {notification: id, users: some(users)},
    result: {count: told.length},
  }),
  'notify.withdraw': ({id, users}, {users: from}) => ({
    targets: {notification: id, users: some(users)},
    result: {count: from.length},
  }),
  'conversation.list': ({member, type, status}, {conversations}) => ({
    targets: {...(member !== undefined && {member}), conversations: conversations.map(({conversation: {id}}) => id)},
    result: {count: conversations.length, ...defined({type, status})},
  }),
  'conversation.read': ({conversation}, {members}) => ({targets: {conversation}, result: {count: members.length}}),
  'conversation.put': ({conversation, members = [], status, ...more}) => ({
    targets: {conversation, ...(members.length > 0 && {users: some(members.map(({user}) => user))})},
    result: {fields: given(more), members: members.length, ...(status !== undefined && {status})},
  }),
  'conversation.pair': ({user, other}, {conversation}) => ({
    targets: {users: [user, other], ...defined({conversation})},
  }),
  'conversation.tell': ({conversation, id}) => ({targets: {conversation, message: id}}),
  'history.read': ({conversation}, {messages, range: {from, to}}) => ({
    targets: {conversation},
    result: {count: messages.length, from, to},
  }),
  // what was looked for is not there: words of people's (PWP-AUDIT-003)
  'messages.find': ({conversation, from, before, after}, {hits}) => ({
    targets: {
      messages: hits.map(({message: {id}}) => id),
      conversations: [...new Set(hits.map((hit) => hit.conversation))],
      ...defined({conversation, user: from}),
    },
    result: {count: hits.length, ...defined({before, after})},
  }),
  'history.versions': ({conversation, id}, {versions}) => ({
    targets: {conversation, message: id},
    result: {count: versions.length},
  }),
  'report.list': ({state, kind, assignee, conversation, user, about}, {reports}) => ({
    targets: {reports: reports.map(({id}) => id), ...defined({assignee, conversation, user, about})},
    result: {count: reports.length, ...defined({state, kind})},
  }),
  'report.take': ({report, from}) => ({targets: {report, ...defined({from})}}),
  'report.release': ({report, from}) => ({targets: {report, ...defined({from})}}),
  'report.resolve': ({report, outcome, from}) => ({targets: {report, ...defined({from})}, result: {outcome}}),
  stats: 'nothing of anybody’s',
  'audit.list': 'nothing of anybody’s',
  'webhook.put': ({webhook, ...more}) => ({targets: {webhook}, result: {fields: given(more)}}),
  'webhook.list': 'nothing of anybody’s',
  'webhook.remove': ({webhook}) => ({targets: {webhook}}),
  'webhook.dead': 'nothing of anybody’s',
  'webhook.replay': ({webhook}, {events}) => ({targets: {webhook}, result: {events}}),
};

/** What everybody may read of their own places, and the host of any (PWP-HOST-013, PWP-HOST-015). */
export type SharedRead = 'member.list' | 'file.urls';

type ReadNotes = {[Name in SharedRead]: (input: InputOf<Name>, output: OutputOf<Name>) => Note};

export const readNotes: ReadNotes = {
  'member.list': ({conversation, state}, {members}) => ({
    targets: {conversation},
    result: {count: members.length, ...defined({state})},
  }),
  'file.urls': ({conversation}, {files}) => ({
    targets: {conversation, files: files.map(({id}) => id)},
    result: {count: files.length},
  }),
};

type WriteNotes = {[Name in DurableName]: ((input: InputOf<Name>) => Note) | 'of their own'};

/** What everybody may do and the host does with an owner's rights (PWP-HOST-002). */
const writeNotes: WriteNotes = {
  'conversation.direct': ({user}) => ({targets: {user}}),
  'conversation.create': ({members}) => ({targets: {users: some(members)}, result: {members: members.length}}),
  'conversation.update': ({conversation, ...more}) => ({targets: {conversation}, result: {fields: given(more)}}),
  'member.add': ({conversation, user, role}) => ({targets: {conversation, user}, result: role ? {role} : {}}),
  'member.remove': ({conversation, user, ban = false}) => ({targets: {conversation, user}, result: {ban}}),
  'member.unban': ({conversation, user}) => ({targets: {conversation, user}}),
  'member.leave': ({conversation}) => ({targets: {conversation}}),
  'member.role': ({conversation, user, role}) => ({targets: {conversation, user}, result: {role}}),
  'message.send': ({conversation, id}) => ({targets: {conversation, message: id}}),
  'message.edit': ({conversation, id}) => ({targets: {conversation, message: id}}),
  'message.delete': ({conversation, id}) => ({targets: {conversation, message: id}}),
  'message.pin': ({conversation, id, on}) => ({targets: {conversation, message: id}, result: {on}}),
  'reaction.set': ({conversation, id, on}) => ({targets: {conversation, message: id}, result: {on}}),
  'own.set': 'of their own',
  'later.set': 'of their own',
  'later.remove': 'of their own',
  'reminder.set': 'of their own',
  'reminder.remove': 'of their own',
  'notifications.read': 'of their own',
  'notifications.remove': 'of their own',
  'profile.set': 'of their own',
  'block.set': 'of their own',
};

/** `conversation`: which was made or changed. */
export function noteOf({name, input}: Write, conversation: string | undefined): Note | undefined {
  const make = writeNotes[name] as ((input: Write['input']) => Note) | string;
  if (typeof make === 'string') return undefined;
  const {targets, ...more} = make(input);
  return {targets: {...targets, ...(conversation !== undefined && {conversation})}, ...more};
}
