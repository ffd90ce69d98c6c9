/** The operations of the host's backend, each with its answer: the state of what was written, read back. */
import type {HostName, InputOf, OutputOf, UserId, Written} from '@parlor/sdk/protocol';
import type {Actor} from './domain.js';
import {memberAndMeta, messageAsSeen} from './durable.js';
import {type EraseDoor, erase} from './erase.js';
import {accountOf, putConversation, putUser, tell} from './host.js';
import {renewProfile} from './people.js';
import {Refusal} from './refusal.js';
import {closeReport, listReports} from './reports.js';
import {isHost} from './visibility.js';
import {assertPosts, deadEvents, type EndpointRules, endpointOf, putEndpoint, replay, toWebhook} from './webhooks.js';
import type {Look} from './work.js';

export type HostDoor = EraseDoor & {
  look<Result>(actor: Actor, read: (look: Look) => Promise<Result>): Promise<Result>;
  readonly now: number;
  endSessions(user: UserId): Promise<void>;
  removeConversation(id: string): Promise<number>;
  readonly epoch: string;
  /** Where events may be posted to; missing where none are. */
  readonly endpoints: EndpointRules | undefined;
  /** Deletes what waits for an endpoint that is no more, step by step. */
  purgeEvents(webhook: string): Promise<void>;
};

type Performers = {
  [Name in HostName]: (door: HostDoor, actor: Actor, input: InputOf<Name>) => Promise<OutputOf<Name>>;
};

const performers: Omit<Performers, keyof typeof webhookPerformers> = {
  'user.put': (door, actor, input) =>
    door.write(actor, async (work) => {
      await putUser(work, input);
      return accountOf(work.tx, input.user, work.now);
    }),
  'user.get': (door, _, {user}) => door.read((tx) => accountOf(tx, user, door.now)),
  'user.erase': async (door, _, {user}) => ({messages: await erase(door, user)}),
  async 'session.end'(door, _, {user}) {
    await door.endSessions(user);
    return {};
  },
  'conversation.put': (door, actor, input) =>
    door.write(
      actor,
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
  'conversation.remove': async (door, _, {conversation}) => ({messages: await door.removeConversation(conversation)}),
  'conversation.tell': (door, actor, input) =>
    door.write(
      actor,
      async (work): Promise<Written> => {
        await renewProfile(work);
        const {conversation, id} = input;
        await tell(work, input);
        return {conversation, changes: await messageAsSeen(work, conversation, id)};
      },
      input.conversation,
    ),
  'report.list': (door, actor, input) => door.look(actor, (look) => listReports(look, input)),
  'report.close': (door, actor, input) => door.write(actor, (work) => closeReport(work, input)),
};

const webhookPerformers: Pick<Performers, Extract<HostName, `webhook.${string}`>> = {
  async 'webhook.put'({endpoints, read, write, purgeEvents, now}, actor, input) {
    assertPosts(endpoints);
    const {webhook} = input;
    // what was left of one that had this id before is not for the new one
    const isThere = (await read((tx) => tx.webhooks())).some(({id}) => id === webhook);
    if (!isThere) await purgeEvents(webhook);
    return write(actor, async ({tx, out}) => {
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
  async 'webhook.remove'({endpoints, write, purgeEvents}, actor, {webhook}) {
    assertPosts(endpoints);
    await write(actor, async ({tx, out}) => {
      await tx.removeWebhook(webhook);
      out.webhookNews = 'endpoints';
    });
    await purgeEvents(webhook);
    return {};
  },
  async 'webhook.dead'({endpoints, read, epoch}, {user}, input) {
    assertPosts(endpoints);
    return read((tx) => deadEvents(tx, input, {user, epoch}));
  },
  async 'webhook.replay'({endpoints, write, now}, actor, input) {
    assertPosts(endpoints);
    return write(actor, async ({tx, out}) => {
      out.webhookNews = 'events';
      return {events: await replay(tx, input, now)};
    });
  },
};

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
