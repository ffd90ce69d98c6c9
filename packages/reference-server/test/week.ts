/** A week in which people write, read, put aside, take back, come and go: everything that moves a counter. */
import type {TextRange} from '@parlor/sdk/protocol';
import type {Store} from '../src/store/store.js';
import {codeOf, newId, type Person, randomFrom, World} from './world.js';

const weekMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Lives `steps` operations in these conversations, and in some that are made on the way. Answers how many of each were
 * done, and closes the store.
 */
export async function liveAWeek(
  store: Store,
  {
    conversations,
    steps,
    seed,
    pins = 0,
  }: {conversations: readonly string[]; steps: number; seed: number; pins?: number},
): Promise<Map<string, number>> {
  const random = randomFrom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;
  const world = await World.open({store, keepsEdits: true});
  const places = [...conversations];
  const known = new Map<string, string[]>();
  const seen = new Set<string>();
  const done = new Map<string, number>();

  /** Messages that an operation may be about. */
  const messageOf = async (person: Person, place: string): Promise<string> => {
    const ids = known.get(place) ?? [];
    if (ids.length === 0) {
      const {messages} = await person.run('history.page', {conversation: place, limit: 100});
      ids.push(...messages.map(({id}) => id));
      known.set(place, ids);
    }
    return ids.length > 0 ? pick(ids) : newId();
  };

  for (let step = 0; step < steps; step++) {
    world.clock.pass(weekMs / steps);
    world.forget();
    const place = pick(places);
    const [seats, head] = await store.read(async (tx) => [
      (await tx.seats(place)).map(({user}) => user),
      (await tx.conversation(place))?.seq ?? 0,
    ]);
    for (const user of seats) seen.add(user);
    // mostly somebody who is in it, sometimes somebody who is not or no longer
    const person = world.as(random(10) === 0 || seats.length === 0 ? pick([...seen]) : pick(seats));
    const owner = world.as(seats[0] ?? person.user);
    const content = () => {
      const text = `@${step} in the week`;
      const mention: TextRange = {type: 'mention', start: 0, end: 2, user: pick(seats.length > 0 ? seats : [...seen])};
      return {text, ...(random(3) === 0 && {ranges: [mention]})};
    };
    const send = async (): Promise<void> => {
      const id = newId();
      const replyTo = random(3) === 0 ? await messageOf(person, place) : undefined;
      await person.run('message.send', {conversation: place, id, content: content(), ...(replyTo && {replyTo})});
      known.set(place, [...(known.get(place) ?? []).slice(-100), id]);
    };
    const own = (input: object) => person.run('own.set', {conversation: place, ...input});
    const about = async () => ({conversation: place, id: await messageOf(person, place)});

    const operations: [name: string, weight: number, run: () => Promise<unknown>][] = [
      ['send', 12, send],
      ['read all', 6, () => own({read: head})],
      ['read some', 4, () => own({read: random(head + 1)})],
      ['read privately', 2, () => own({readPrivate: random(head + 1)})],
      ['delivered', 2, () => own({delivered: random(head + 1)})],
      ['clear', 1, () => own({cleared: random(head + 1)})],
      ['mark unread', 2, () => own({markedUnread: random(2) === 0})],
      ['flags', 2, () => own({pinned: random(2) === 0, archived: random(4) === 0, mutedUntil: random(2)})],
      ['edit', 3, async () => person.run('message.edit', {...(await about()), content: content()})],
      ['delete', 2, async () => person.run('message.delete', await about())],
      ['cancel', 1, () => person.run('message.delete', {conversation: place, id: newId()})],
      [
        'react',
        5,
        async () => person.run('reaction.set', {...(await about()), key: pick(['👍', '🎉']), on: random(3) > 0}),
      ],
      [
        'add',
        1,
        async () => {
          const whom = {conversation: place, user: pick([...seen])};
          await owner.run('member.unban', whom);
          await owner.run('member.add', whom);
        },
      ],
      [
        'remove',
        1,
        () => owner.run('member.remove', {conversation: place, user: pick([...seen]), ban: random(3) === 0}),
      ],
      ['leave', 1, () => person.run('member.leave', {conversation: place})],
      ['role', 1, () => owner.run('member.role', {conversation: place, user: person.user, role: pick(roles)})],
      ['rename', 1, () => owner.run('conversation.update', {conversation: place, title: `Title ${random(3)}`})],
      ['describe', 1, () => owner.run('conversation.update', {conversation: place, description: `${random(3)}`})],
      [
        'begin',
        1,
        async () => {
          if (places.length > conversations.length + 12) return;
          const others = [pick([...seen]), pick([...seen])];
          places.push(await (random(2) === 0 ? person.direct(others[0] as string) : person.group(others)));
        },
      ],
      ['block', 1, () => person.run('block.set', {user: pick([...seen]), on: true})],
      ['unblock', 1, () => person.run('block.set', {user: pick([...seen]), on: false})],
      [
        'report',
        1,
        async () =>
          person.run('report.create', {conversation: place, message: await messageOf(person, place), reason: 'spam'}),
      ],
      ['look', 3, () => person.run('inbox.page', {})],
      ['pin', pins, async () => person.run('message.pin', {...(await about()), on: random(3) > 0})],
    ];
    const all = operations.reduce((sum, [, weight]) => sum + weight, 0);
    let at = random(all);
    const chosen = operations.find(([, weight]) => (at -= weight) < 0);
    if (!chosen) continue;
    const [name, , run] = chosen;
    if ((await codeOf(run())) === 'none') done.set(name, (done.get(name) ?? 0) + 1);
  }
  await world.domain.close();
  return done;
}

const roles = ['admin', 'moderator', 'member', 'observer'] as const;
