/** Who may do what, as a table for people: made from the decisions themselves, and held against docs/protocol.md (PWP-AUTHZ-001). */
import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {test} from 'node:test';
import {type OperationName, operations, type Role} from '@parlor/sdk/protocol';
import {shared} from '../src/admin/run.js';
import * as may from '../src/domain/permissions.js';
import {Refusal} from '../src/domain/refusal.js';

const file = new URL('../../../docs/protocol.md', import.meta.url);
const [begin, end] = ['<!-- permissions -->\n', '<!-- end of permissions -->'];

const roles: Role[] = ['owner', 'admin', 'moderator', 'member', 'observer'];
const types = ['group', 'announcement', 'direct'] as const;
type Place = Parameters<typeof may.refusalToWrite>[0];
/** `decide` throws, or answers false, for who may not. */
type Deed = {does: string; operations: OperationName[]; decide: (place: Place, role: Role) => unknown};

const notHost = (role: Role) => ({role, isHost: false});

const deeds: Deed[] = [
  {
    does: 'read; flags, drafts and reminders of one’s own',
    operations: [
      ...(['conversation.get', 'conversation.delta', 'history.page', 'history.revalidate'] as const),
      ...(['reaction.list', 'pin.list', 'own.set', 'later.remove', 'reminder.set', 'reminder.remove'] as const),
    ],
    decide: () => true,
  },
  {
    does: 'see who is in it, and files',
    operations: ['member.list', 'file.urls'],
    decide: () => true,
  },
  {
    does: 'see who has read what, and commands of bots',
    operations: ['receipt.list', 'commands.list'],
    decide: () => true,
  },
  {does: 'react, vote', operations: ['reaction.set'], decide: (place) => may.assertMayReact(place, false, true)},
  {does: 'leave', operations: ['member.leave'], decide: (place) => may.assertMayLeave(place)},
  {
    does: 'write, now or later, with files',
    operations: ['message.send', 'later.set', 'upload.create', 'typing.set'],
    decide: (place, role) => may.assertMayWrite(place, notHost(role)),
  },
  {
    does: 'write without a wait in slow mode',
    operations: [],
    decide: (place, role) => may.mayHurry(role) && may.assertMayWrite(place, notHost(role)),
  },
  {
    does: 'edit one’s own messages',
    operations: ['message.edit'],
    decide: (place, role) => may.assertMayEdit(place, notHost(role), true),
  },
  {
    does: 'delete one’s own messages',
    operations: ['message.delete'],
    decide: (place, role) => may.assertMayDelete(place, role, true),
  },
  {
    does: 'delete messages of others',
    operations: ['message.delete'],
    decide: (place, role) => may.assertMayDelete(place, role, false),
  },
  {does: 'pin', operations: ['message.pin'], decide: (place, role) => may.assertMayPin(place, notHost(role), true)},
  {
    does: 'see who is banned',
    operations: ['member.list'],
    decide: (place, role) => may.assertMaySeeBans(place, role),
  },
  {
    does: 'add, remove, ban, lift a ban',
    operations: ['member.add', 'member.remove', 'member.unban'],
    decide: (place, role) => may.assertMayManage(place, role),
  },
  {
    does: 'give roles, up to one’s own',
    operations: ['member.role'],
    decide: (place, role) => may.assertMayManage(place, role),
  },
  {
    does: 'change title, description, picture, data, slow mode, `history`, `purge`',
    operations: ['conversation.update'],
    decide: (place, role) => may.assertMayManage(place, role),
  },
];

function isAllowed({decide}: Deed, type: Place['type'], role: Role): boolean {
  try {
    return decide({type, status: 'open', blocked: 0}, role) !== false;
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return false;
  }
}

function cellOf(deed: Deed, role: Role): string {
  const [inGroup, inAnnouncement] = [isAllowed(deed, 'group', role), isAllowed(deed, 'announcement', role)];
  if (inGroup === inAnnouncement) return inGroup ? '✓' : '';
  return inGroup ? 'group' : 'announcement';
}

function table(): string {
  const rows = deeds.map((deed) => {
    const {does, operations: names} = deed;
    const wasIn = names.length > 0 && names.every((name) => operations[name].who === 'past-member');
    const host = names.length > 0 && names.every((name) => shared.includes(name));
    const cells = [
      ...roles.map((role) => cellOf(deed, role)),
      isAllowed(deed, 'direct', 'member') ? '✓' : '',
      wasIn ? 'up to then' : '',
      host ? '✓' : '',
    ];
    return `| ${[does, ...cells].join(' | ')} |`;
  });
  const heads = ['', ...roles, 'each of two', 'who was in it', 'the host'];
  return [
    `| ${heads.join(' | ')} |`,
    `| --- |${heads
      .slice(1)
      .map(() => ' :-: |')
      .join('')}`,
    ...rows,
    '',
  ].join('\n');
}

test('the table of roles in docs/protocol.md is what the server decides by (UPDATE_PERMISSIONS=1 writes it anew; PWP-AUTHZ-001)', () => {
  const text = readFileSync(file, 'utf8');
  const [before = '', rest = ''] = text.split(begin);
  const [there, behind = ''] = rest.split(end);
  if (process.env['UPDATE_PERMISSIONS'] === '1')
    return writeFileSync(file, `${before}${begin}${table()}${end}${behind}`);
  assert.equal(there, table());
});

test('every operation about a conversation is in the table', () => {
  const listed = new Set(deeds.flatMap((deed) => deed.operations));
  const names = Object.keys(operations) as OperationName[];
  const ofPlaces = names.filter((name) => operations[name].who !== 'user' && operations[name].who !== 'host');
  assert.deepEqual([...listed].sort(), ofPlaces.sort());
});

test('nobody may less than a role below theirs', () => {
  for (const deed of deeds)
    for (const type of types)
      for (const [at, role] of roles.entries())
        if (isAllowed(deed, type, role))
          for (const above of roles.slice(0, at)) assert.ok(isAllowed(deed, type, above), `${above}: ${deed.does}`);
});
