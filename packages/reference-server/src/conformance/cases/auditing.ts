/** The audit: what the host does and reads leaves an entry, and the entries are a chain. */
import {createHash} from 'node:crypto';
import type {AuditEntry} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {equal, holds, present, tellsNothing} from '../expect.js';
import type {Person} from '../person.js';

/** What this host, whom nobody else is, left: its operations with their targets. */
const entriesOf = async (host: Person): Promise<AuditEntry[]> =>
  (await host.call('audit.list', {actor: host.id, limit: 100})).entries;
const doneBy = async (host: Person): Promise<unknown[]> =>
  (await entriesOf(host)).map(({operation, targets}) => [operation, targets]);

/** RFC 8785, as far as entries need it. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical((value as Record<string, unknown>)[name])}`).join(',')}}`;
}
const hashOf = ({hash: _, ...rest}: AuditEntry): string => createHash('sha256').update(canonical(rest)).digest('hex');

export const auditing = [
  must(
    'PWP-AUDIT-001.a',
    'What the host changes and reads leaves an entry; what is refused leaves none.',
    async (t) => {
      const [host, ann] = [t.host(), t.person('ann')];
      const conversation = `c_order-${t.id()}`;
      await host.call('user.put', {user: ann.id, name: 'Ann'});
      await host.call('user.get', {user: ann.id});
      await host.refused('user.get', {user: t.person('nobody').id}, 'NOT_FOUND');
      await host.call('conversation.put', {conversation, title: 'Order', members: [{user: ann.id}]});
      const id = t.id();
      await host.call('conversation.tell', {conversation, id, text: 'x'});
      await host.call('audit.list');
      equal(
        await doneBy(host),
        [
          ['user.put', {user: ann.id}],
          ['user.get', {user: ann.id}],
          ['conversation.put', {conversation, users: [ann.id]}],
          ['conversation.tell', {conversation, message: id}],
        ],
        'the entries of this host',
      );
    },
  ),
  must(
    'PWP-AUDIT-001.b',
    'What the host does with an owner’s rights leaves an entry; what a member does leaves none.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const host = t.host();
      const {id} = await ann.send(conversation, 'unfit');
      await ann.call('conversation.update', {conversation, title: 'By ann'});
      await host.call('message.delete', {conversation, id});
      await host.call('member.role', {conversation, user: ben.id, role: 'moderator'});
      equal(
        await doneBy(host),
        [
          ['message.delete', {conversation, message: id}],
          ['member.role', {conversation, user: ben.id}],
        ],
        'the entries of this host',
      );
      equal((await host.call('audit.list', {actor: ann.id})).entries, [], 'the entries of a member');
    },
  ),
  must(
    'PWP-AUDIT-001.c',
    'What takes many steps leaves an entry when it begins and one when it is done.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await ben.send(conversation, 'of ben');
      const host = t.host();
      await host.call('user.erase', {user: ben.id});
      await host.call('conversation.remove', {conversation});
      await host.call('session.end', {user: ann.id});
      const entries = await entriesOf(host);
      equal(
        entries.map(({operation, targets, result}) => [operation, targets, result['step']]),
        [
          ['user.erase', {user: ben.id}, 'begun'],
          ['user.erase', {user: ben.id}, 'done'],
          ['conversation.remove', {conversation}, 'begun'],
          ['conversation.remove', {conversation}, 'done'],
          ['session.end', {user: ann.id}, undefined],
        ],
        'the entries',
      );
      equal(entries[1]?.result['messages'], 1, 'how many messages the erasure deleted');
    },
  ),
  must(
    'PWP-AUDIT-002',
    'Each entry names the hash of the one before, and its own is that of what it says.',
    async (t) => {
      const host = t.host();
      await host.call('user.put', {user: t.person('ann').id, name: 'Ann', data: {plan: 'gold'}});
      await host.call('session.end', {user: t.person('ben').id});
      const {entries} = await host.call('audit.list', {limit: 20});
      holds(entries.length >= 2, 'there are fewer entries than were made');
      for (const [at, entry] of entries.entries()) {
        equal(entry.hash, hashOf(entry), `the hash of entry ${entry.seq}`);
        const before = entries[at - 1];
        if (before === undefined) continue;
        equal([entry.seq, entry.prevHash], [before.seq + 1, before.hash], `what entry ${entry.seq} names before it`);
        holds(entry.at >= before.at, `entry ${entry.seq} is older than the one before`);
      }
    },
  ),
  must(
    'PWP-AUDIT-003',
    'Entries say nothing of names, titles and texts; an erasure leaves them as they are.',
    async (t) => {
      const [host, ann] = [t.host(), t.person('ann')];
      const conversation = `c_order-${t.id()}`;
      const secret = 'said-nowhere-else';
      await host.call('user.put', {user: ann.id, name: secret, data: {secret}});
      await host.call('conversation.put', {
        conversation,
        title: secret,
        description: secret,
        members: [{user: ann.id}],
      });
      await host.call('conversation.tell', {conversation, id: t.id(), text: secret});
      const before = await entriesOf(host);
      await host.call('user.erase', {user: ann.id});
      const after = await entriesOf(host);
      tellsNothing(after, secret, 'the audit');
      equal(after.slice(0, before.length), before, 'the entries from before the erasure');
    },
  ),
  must(
    'PWP-AUDIT-004',
    'Entries come the newest, before or behind a seq, and of one operation; head is the end.',
    async (t) => {
      const host = t.host();
      const user = t.person('ann').id;
      for (let times = 0; times < 3; times++) await host.call('session.end', {user});
      await host.call('user.put', {user, name: 'Ann'});
      const actor = host.id;
      const all = await entriesOf(host);
      const [first, second, third, last] = all;
      const page = async (input: object) => {
        const {entries, more} = await host.call('audit.list', {actor, ...input});
        return [entries.map(({seq}) => seq), more];
      };
      const seqs = (...entries: (AuditEntry | undefined)[]) => entries.map((entry) => present(entry, 'an entry').seq);
      equal(await page({limit: 2}), [seqs(third, last), true], 'the newest two');
      equal(await page({before: third?.seq, limit: 5}), [seqs(first, second), false], 'those before the third');
      equal(await page({after: first?.seq, limit: 2}), [seqs(second, third), true], 'the oldest behind the first');
      equal(await page({operation: 'user.put'}), [seqs(last), false], 'those of one operation');
      equal(await page({since: first?.at}), [seqs(first, second, third, last), false], 'those since the first');
      equal(await page({since: (last?.at ?? 0) + 3_600_000}), [[], false], 'those of an hour later');
      await host.refused('audit.list', {before: 9, after: 1}, 'SCHEMA');
      const {head} = await host.call('audit.list', {limit: 1});
      holds((head?.seq ?? 0) >= (last?.seq ?? 1), 'the head is before the last entry');
    },
  ),
];
