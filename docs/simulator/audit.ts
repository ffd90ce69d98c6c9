/** Compares what the devices promised with what the server has and what every screen shows. Reads only. */
import type {Message as Stored} from '../../packages/sdk/src/protocol/model.js';
import type {Device, World} from './world.js';

/** One promise: how often it was broken, and what was counted for it. */
export type Verdict = {name: string; broken: number; counted: string};

/** Everything the server has of the conversation, oldest first. */
export async function stored({server, conversation}: World): Promise<Stored[]> {
  const all: Stored[] = [];
  for (let before: number | undefined; ; ) {
    const page = await server.domain.run(server.actor('ann'), 'history.page', {
      conversation,
      limit: 100,
      ...(before !== undefined && {before}),
    });
    all.unshift(...page.messages);
    if (page.start) return all;
    before = page.messages[0]?.seq;
  }
}

export async function audit(world: World): Promise<Verdict[]> {
  const all = await stored(world);
  const place = new Map(all.map(({id, seq}) => [id, seq]));
  const {devices, conversation, server} = world;
  const quiet = devices.filter((device) => isQuiet(device, conversation, all.at(-1)?.seq ?? 0));
  const unread = new Map<string, number>();
  for (const user of new Set(devices.map((device) => device.user))) {
    const {rows} = await server.domain.run(server.actor(user), 'inbox.rows', {conversations: [conversation]});
    const readAt = rows[0]?.readAt ?? 0;
    unread.set(
      user,
      all.filter(({seq, sender, deleted, content}) => {
        return seq > readAt && sender !== user && !deleted && content.kind !== 'system';
      }).length,
    );
  }
  return [
    {
      name: 'lost',
      broken: sum(devices, (device) => lost(device, conversation, place)),
      counted: count(
        sum(devices, ({queued}) => queued.length),
        'queued',
      ),
    },
    {
      name: 'twice',
      broken: all.length - place.size + sum(devices, (device) => twice(device, conversation)),
      counted: count(all.length, 'stored'),
    },
    {
      name: 'out of order',
      broken: sum(devices, (device) => disorder(device, place)),
      counted: `${devices.length} devices`,
    },
    {
      name: 'different screens',
      broken: sum(quiet, (device) => different(device, conversation, all)),
      counted: `${quiet.length} of ${devices.length} in step`,
    },
    {
      name: 'wrong unread counts',
      broken: sum(quiet, ({chat, user}) =>
        Number(chat.conversation(conversation).state.get()?.unread !== unread.get(user)),
      ),
      counted: [...unread].map(([user, n]) => `${user} ${n}`).join(', '),
    },
  ];
}

const sum = (devices: readonly Device[], of: (device: Device) => number): number =>
  devices.reduce((total, device) => total + of(device), 0);
const count = (n: number, what: string): string => `${n} ${what}`;

const shown = ({chat}: Device, conversation: string) => chat.conversation(conversation).timeline.get();

/** Connected, nothing waiting, and it has heard of everything: only then must its screen be the server's state. */
function isQuiet(device: Device, conversation: string, head: number): boolean {
  const {chat, line} = device;
  const isOnline = !line.isDown && chat.connection.get().is === 'online' && chat.outbox.get().length === 0;
  return isOnline && (chat.conversation(conversation).state.get()?.head ?? 0) >= head;
}

/** Queued, and now neither on the server nor on the device, though nobody took it back (I1). */
function lost(device: Device, conversation: string, place: ReadonlyMap<string, number>): number {
  const there = new Set(shown(device, conversation).messages.map(({id}) => id));
  return device.queued.filter((id) => !place.has(id) && !there.has(id) && !device.takenBack.has(id)).length;
}

function twice(device: Device, conversation: string): number {
  const ids = shown(device, conversation).messages.map(({id}) => id);
  return ids.length - new Set(ids).size;
}

/** Neighbours in the order of writing whose positions are the other way round (I3). */
function disorder({queued}: Device, place: ReadonlyMap<string, number>): number {
  const positions = queued.flatMap((id) => place.get(id) ?? []);
  return positions.filter((position, at) => at > 0 && position < (positions[at - 1] as number)).length;
}

/** Messages of the run on the screen that are not as the server has them (I4). */
function different(device: Device, conversation: string, all: readonly Stored[]): number {
  const {messages} = shown(device, conversation);
  const first = messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const wanted = all.filter(({seq}) => seq >= first);
  if (messages.length !== wanted.length) return 1;
  return wanted.filter(({id, content, deleted}, at) => {
    const seen = messages[at];
    return seen?.id !== id || seen.deleted !== !!deleted || (!deleted && seen.content.text !== content.text);
  }).length;
}
