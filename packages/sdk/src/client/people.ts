/** People: profiles are fetched in the background, many at once; presence of those who are watched. */
import {gather} from '../base/clock.js';
import {defined, ensure} from '../base/keep.js';
import {type Presences, present} from '../core/presence.js';
import type {Person} from '../core/view.js';
import type {Presence} from '../protocol/model.js';
import type {InputOf} from '../protocol/operations.js';
import type {People} from './api.js';
import type {Engine} from './engine.js';
import {ownLane} from './lanes.js';
import {createView, type View} from './store.js';
import type {Syncer} from './syncer.js';

/** Ids in one request, and people watched by one connection. */
const idsAtOnce = 100;
const mostWatched = 200;
/** So long others may join a request. */
const gatherMs = 20;

export type PeopleParts = {
  people: Pick<People, 'person' | 'find' | 'watch'>;
  /** Presence came, in a frame or in an answer. */
  told(presences: readonly Presence[]): void;
  /** Requests may go out. */
  ready(): void;
  person(id: string): View<Person>;
};

export function createPeople(engine: Engine, {know}: Pick<Syncer, 'know'>): PeopleParts {
  const {clock, background} = engine;
  const views = new Map<string, View<Person>>();
  const wanted = new Set<string>();
  const watched = new Map<string, number>();
  let presences: Presences = new Map();
  const fetchSoon = gather(clock, gatherMs, () => background(fetch()));
  const watch = gather(clock, gatherMs, askPresence);

  function person(id: string): View<Person> {
    return ensure(views, id, () => {
      if (!engine.people.has(id)) want(id);
      return createView(() => {
        const {
          name = id,
          avatar,
          status,
          data,
          erased,
        } = {...engine.people.get(id), ...(id === engine.user && ownChange())};
        const {state: presence = 'offline', lastSeen} = presences.get(id) ?? {};
        return {
          id,
          name,
          presence,
          ...(avatar && {avatar}),
          ...(status && {status}),
          ...defined({data, erased, lastSeen}),
        };
      });
    });
  }

  /** What of the own profile is not confirmed yet. */
  const ownChange = (): InputOf<'profile.set'> =>
    Object.assign({}, ...engine.rows(ownLane).map(({state, input}) => state === 'queued' && input));

  function want(id: string): void {
    wanted.add(id);
    fetchSoon();
  }

  async function fetch(): Promise<void> {
    const cached = await engine.read(
      (storage) => storage.people([...wanted].filter((id) => !engine.people.has(id))),
      [],
    );
    engine.meet(new Map(cached.map((profile) => [profile.user, profile])));
    while (wanted.size && engine.canAsk()) {
      const users = [...wanted].slice(0, idsAtOnce);
      for (const id of users) wanted.delete(id);
      try {
        await know('person.get', {users});
      } catch {
        // asked again with the next connection; until then the id stands for the name
        for (const id of users) wanted.add(id);
        return;
      }
    }
  }

  function askPresence(): void {
    if (!engine.canAsk()) return;
    // an answer that fails is asked for again with the next connection
    know('presence.watch', {users: [...watched.keys()].slice(0, mostWatched)}).then(
      (answer) => told(answer.presences),
      () => undefined,
    );
  }

  function told(news: readonly Presence[]): void {
    const before = presences;
    presences = present(presences, news);
    if (presences !== before) for (const {user} of news) views.get(user)?.changed();
  }

  engine.onMeet((id) => views.get(id)?.changed());

  return {
    person,
    told,
    ready() {
      // names that are shown may have changed meanwhile
      for (const id of [...views.keys()].slice(-idsAtOnce)) want(id);
      if (wanted.size) fetchSoon();
      if (watched.size) watch();
    },
    people: {
      person,
      find: async (...asked) => (await engine.more()).findPeople(know, person, ...asked),
      watch(ids) {
        for (const id of ids) watched.set(id, (watched.get(id) ?? 0) + 1);
        watch();
        let isOn = true;
        return () => {
          if (!isOn) return;
          isOn = false;
          for (const id of ids) {
            const left = (watched.get(id) ?? 1) - 1;
            if (left) watched.set(id, left);
            else watched.delete(id);
          }
          watch();
        };
      },
    },
  };
}
