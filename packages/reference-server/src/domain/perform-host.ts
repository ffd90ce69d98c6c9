/** The operations of the host's backend, each with its answer: the state of what was written, read back. */
import type {HostName, InputOf, OutputOf, UserId, Written} from '@parlor/sdk/protocol';
import {listAudit, note} from './audit.js';
import {hostNotes, type Note, readNotes, type SharedRead} from './audit-notes.js';
import {pairUp} from './conversations.js';
import type {Actor} from './domain.js';
import {memberAndMeta, messageAsSeen} from './durable.js';
import {type EraseDoor, erase} from './erase.js';
import {fileUrls} from './files.js';
import {accountOf, putConversation, putUser, tell} from './host.js';
import {listMembers} from './members.js';
import {notify, withdraw} from './notifications.js';
import {listConversations, listUsers, readAsHost, readConversation} from './overview.js';
import {pause} from './pause.js';
import {renewProfile} from './people.js';
import {Refusal} from './refusal.js';
import {releaseReport, resolveReport, takeReport} from './report-queue.js';
import {listReports} from './reports.js';
import {lookFor} from './search.js';
import {ofHost} from './search-scope.js';
import {readStats} from './stats.js';
import {readVersions} from './versions.js';
import {isHost} from './visibility.js';
import {assertPosts, deadEvents, type EndpointRules, endpointOf, putEndpoint, replay, toWebhook} from './webhooks.js';
import type {Look, Settings, Work} from './work.js';

export type HostDoor = EraseDoor & {
  look<Result>(actor: Actor, read: (look: Look) => Promise<Result>): Promise<Result>;
  readonly now: number;
  endSessions(user: UserId, by: string): Promise<void>;
  removeConversation(id: string, by: string): Promise<number>;
  readonly settings: Settings;
  /** Where events may be posted to; missing where none are. */
  readonly endpoints: EndpointRules | undefined;
  /** Deletes what waits for an endpoint that is no more, step by step. */
  purgeEvents(webhook: string): Promise<void>;
};

type Performers = {
  [Name in HostName]: (door: HostDoor, actor: Actor, input: InputOf<Name>) => Promise<OutputOf<Name>>;
};

const notes = {...hostNotes, ...readNotes};
type Noted = keyof typeof notes;

async function enter<Name extends Noted>(
  {tx, now, actor}: Work,
  name: Name,
  input: InputOf<Name>,
  output: OutputOf<Name>,
): Promise<void> {
  const make = notes[name] as ((input: InputOf<Name>, output: OutputOf<Name>) => Note) | string;
  if (typeof make === 'string') throw new Error(`no entry is made of ${name}`);
  await note(tx, {at: now, actor: actor.user, operation: name, result: {}, ...make(input, output)});
}

/** Does it in one transaction with its entry in the audit (PWP-AUDIT-001). */
function audited<Name extends Noted>(
  door: HostDoor,
  actor: Actor,
  name: Name,
  input: InputOf<Name>,
  run: (work: Work) => Promise<OutputOf<Name>>,
  lane?: string,
): Promise<OutputOf<Name>> {
  return door.write(
    actor,
    async (work) => {
      const output = await run(work);
      await enter(work, name, input, output);
      return output;
    },
    lane,
  );
}

/**
 * Reads it in one transaction with its entry. A refusal has written nothing, so it is an end like others: a work that throws has all
 * that is written in the same turn run again.
 */
async function auditedRead<Name extends Noted>(
  door: HostDoor,
  actor: Actor,
  name: Name,
  input: InputOf<Name>,
  read: (look: Look) => Promise<OutputOf<Name>>,
): Promise<OutputOf<Name>> {
  const end = await door.write(actor, async (work): Promise<{output: OutputOf<Name>} | {refusal: Refusal}> => {
    try {
      const output = await read(work);
      await enter(work, name, input, output);
      return {output};
    } catch (error) {
      if (error instanceof Refusal) return {refusal: error};
      throw error;
    }
  });
  if ('refusal' in end) throw end.refusal;
  return end.output;
}

const performers: Omit<Performers, keyof typeof webhookPerformers> = {
  'user.list': (door, actor, input) => auditedRead(door, actor, 'user.list', input, (work) => listUsers(work, input)),
  'user.put': (door, actor, input) =>
    audited(door, actor, 'user.put', input, async (work) => {
      await putUser(work, input);
      return accountOf(work.tx, input.user, work.now);
    }),
  'user.get': (door, actor, input) =>
    auditedRead(door, actor, 'user.get', input, ({tx, now}) => accountOf(tx, input.user, now)),
  'user.erase': async (door, actor, {user}) => ({messages: await erase(door, user, actor.user)}),
  async 'session.end'(door, actor, {user}) {
    await door.endSessions(user, actor.user);
    return {};
  },
  notify: (door, actor, input) => audited(door, actor, 'notify', input, (work) => notify(work, input)),
  'notify.withdraw': (door, actor, input) =>
    audited(door, actor, 'notify.withdraw', input, (work) => withdraw(work, input)),
  'conversation.list': (door, actor, input) =>
    auditedRead(door, actor, 'conversation.list', input, (work) => listConversations(work, input)),
  'conversation.read': (door, actor, input) =>
    auditedRead(door, actor, 'conversation.read', input, (work) => readConversation(work, input)),
  'conversation.put': (door, actor, input) =>
    audited(
      door,
      actor,
      'conversation.put',
      input,
      async (work): Promise<Written> => {
        await renewProfile(work);
        const {conversation} = input;
        await putConversation(work, input);
        return {
          conversation,
          changes: await memberAndMeta(
            work,
            conversation,
            (input.members ?? []).map(({user}) => user),
          ),
        };
      },
      input.conversation,
    ),
  'conversation.pair': (door, actor, input) =>
    audited(door, actor, 'conversation.pair', input, async (work): Promise<Written> => {
      const conversation = await pairUp(work, input);
      return {conversation, changes: await memberAndMeta(work, conversation, undefined)};
    }),
  'conversation.remove': async (door, actor, {conversation}) => ({
    messages: await door.removeConversation(conversation, actor.user),
  }),
  'conversation.tell': (door, actor, input) =>
    audited(
      door,
      actor,
      'conversation.tell',
      input,
      async (work): Promise<Written> => {
        await renewProfile(work);
        const {conversation, id} = input;
        await tell(work, input);
        return {conversation, changes: await messageAsSeen(work, conversation, id)};
      },
      input.conversation,
    ),
  'history.read': (door, actor, input) =>
    auditedRead(door, actor, 'history.read', input, (work) => readAsHost(work, input)),
  'messages.find': async (door, actor, input) => {
    const around = {input, scope: ofHost, settings: door.settings, user: actor.user, pause};
    const page = await lookFor((look) => door.look(actor, look), around);
    return auditedRead(door, actor, 'messages.find', input, (work) => page.answer(work));
  },
  'history.versions': (door, actor, input) =>
    auditedRead(door, actor, 'history.versions', input, (work) => readVersions(work, input)),
  'report.list': (door, actor, input) =>
    auditedRead(door, actor, 'report.list', input, (work) => listReports(work, input)),
  'report.take': (door, actor, input) => audited(door, actor, 'report.take', input, (work) => takeReport(work, input)),
  'report.release': (door, actor, input) =>
    audited(door, actor, 'report.release', input, (work) => releaseReport(work, input)),
  'report.resolve': (door, actor, input) =>
    audited(door, actor, 'report.resolve', input, (work) => resolveReport(work, input)),
  stats: (door, actor, input) => door.look(actor, (look) => readStats(look, input)),
  'audit.list': (door, actor, input) => door.look(actor, ({tx}) => listAudit(tx, input)),
};

const webhookPerformers: Pick<Performers, Extract<HostName, `webhook.${string}`>> = {
  async 'webhook.put'(door, actor, input) {
    const {endpoints, read, purgeEvents, now} = door;
    assertPosts(endpoints);
    const {webhook} = input;
    // what was left of one that had this id before is not for the new one
    const isThere = (await read((tx) => tx.webhooks())).some(({id}) => id === webhook);
    if (!isThere) await purgeEvents(webhook);
    return audited(door, actor, 'webhook.put', input, async ({tx, out}) => {
      await putEndpoint(tx, input, {rules: endpoints, now});
      out.webhookNews = 'endpoints';
      return toWebhook(tx, await endpointOf(tx, webhook));
    });
  },
  async 'webhook.list'({endpoints, read}) {
    assertPosts(endpoints);
    return read(async (tx) => ({
      webhooks: await Promise.all((await tx.webhooks()).map((record) => toWebhook(tx, record))),
    }));
  },
  async 'webhook.remove'(door, actor, input) {
    assertPosts(door.endpoints);
    await audited(door, actor, 'webhook.remove', input, async ({tx, out}) => {
      await tx.removeWebhook(input.webhook);
      out.webhookNews = 'endpoints';
      return {};
    });
    await door.purgeEvents(input.webhook);
    return {};
  },
  async 'webhook.dead'({endpoints, read, settings: {epoch}}, {user}, input) {
    assertPosts(endpoints);
    return read((tx) => deadEvents(tx, input, {user, epoch}));
  },
  async 'webhook.replay'(door, actor, input) {
    assertPosts(door.endpoints);
    return audited(door, actor, 'webhook.replay', input, async ({tx, out}) => {
      out.webhookNews = 'events';
      return {events: await replay(tx, input, door.now)};
    });
  },
};

const sharedReads: {[Name in SharedRead]: (look: Look, input: InputOf<Name>) => Promise<OutputOf<Name>>} = {
  'member.list': listMembers,
  'file.urls': fileUrls,
};

export const isSharedRead = (name: string): name is SharedRead => Object.hasOwn(sharedReads, name);

/** What everybody may read of their own places, for the host of any, with its entry. */
export function readForHost<Name extends SharedRead>(
  door: HostDoor,
  actor: Actor,
  name: Name,
  input: InputOf<Name>,
): Promise<OutputOf<Name>> {
  return auditedRead(door, actor, name, input, (work) => sharedReads[name](work, input));
}

const all: Performers = {...performers, ...webhookPerformers};

export const isHostOperation = (name: string): name is HostName => Object.hasOwn(all, name);

/** @throws {Refusal} FORBIDDEN for everybody else */
export function assertHost(actor: Actor): void {
  if (!isHost(actor)) throw new Refusal('FORBIDDEN', 'for the host’s own backend');
}

/** @throws {Refusal} SESSION_REVOKED, and those of the operation */
export function performForHost<Name extends HostName>(
  door: HostDoor,
  actor: Actor,
  name: Name,
  input: InputOf<Name>,
): Promise<OutputOf<Name>> {
  return all[name](door, actor, input);
}
