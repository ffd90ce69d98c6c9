/** What every store promises of finding people and conversations by what they are called. */
import assert from 'node:assert/strict';
import {findsPerson, nameQuery} from '../src/search/names.js';
import type {PersonPlace, UserHead} from '../src/store/admin.js';
import type {UserRecord} from '../src/store/records.js';
import type {PeopleAmong, ReadTransaction} from '../src/store/store.js';
import type {Promised} from './store-contract.js';
import {member, place, type Subject, userRecord} from './store-records.js';
import {randomFrom} from './world.js';

/** Of what is found by a text, in order, what is of the place `id`: others have people in the same store. */
async function find(tx: ReadTransaction, text: string, id: string, among: Partial<PeopleAmong> = {}) {
  const found = await tx.findUsers(nameQuery(text), {ids: true, limit: 500, ...among});
  return found.filter(({user}) => user.startsWith(`${id}-`));
}

export function names(promise: Promised, subject: Subject): void {
  const make = async (people: Readonly<Record<string, string>>): Promise<{id: string; user(n: string): string}> => {
    const id = subject.newPlace();
    const user = (n: string): string => `${id}-${n}`;
    await subject.store.write(async (tx) => {
      for (const [n, name] of Object.entries(people)) await tx.putUser(userRecord(user(n), {name}));
    });
    return {id, user};
  };
  const finder =
    ({id}: {id: string}, among: Partial<PeopleAmong> = {}) =>
    async (text: string): Promise<string[]> =>
      (await subject.store.read((tx) => find(tx, text, id, among))).map(({user}) => user.slice(id.length + 1));

  promise('people are found by how the words of their names begin, all that are asked for, in any order', async () => {
    const home = await make({
      a: 'Ann Zoë Smithers',
      b: 'Smith, Ann-Marie',
      c: 'ZOE Anders',
      d: 'Łukasz Müller',
      e: '田中 太郎',
      f: 'Straße 12',
      g: '%_ * Star',
    });
    const found = finder(home);
    assert.deepEqual(await found('smith'), ['b', 'a'], 'whose whole name begins so comes first');
    assert.deepEqual(await found('zoe'), ['c', 'a'], 'case and diacritics make no difference');
    assert.deepEqual(await found('ann smi'), ['a', 'b']);
    assert.deepEqual(await found('  SMI   aN '), ['a', 'b']);
    assert.deepEqual(await found('mar smith'), ['b']);
    assert.deepEqual(await found('nn'), [], 'a word is found by its beginning');
    assert.deepEqual(await found('muller luk'), ['d']);
    assert.deepEqual(await found('strasse'), ['f']);
    assert.deepEqual(await found('12 str'), ['f']);
    assert.deepEqual(await found('太郎'), ['e'], 'of scripts without spaces any letters in a row');
    assert.deepEqual(await found('中'), ['e']);
    assert.deepEqual(await found('中太郎'), [], 'which stand in a row');
    assert.deepEqual(await found('%_'), ['g'], 'signs stand for themselves');
    assert.deepEqual(await found('%'), ['g']);
    assert.deepEqual(await found('_'), []);
    assert.deepEqual(await found('\u0301'), [], 'nothing that is compared is in it');
    assert.deepEqual(await found(''), ['g', 'a', 'd', 'b', 'f', 'c', 'e'], 'nothing is asked for');
  });

  promise('letters of a script without spaces stand in a row, however many', async () => {
    const home = await make({a: '山田太郎', b: '山田 田太 太郎'});
    assert.deepEqual(await finder(home)('山田太郎'), ['a']);
    assert.deepEqual(await finder(home)('田太郎'), ['a']);
  });

  promise('people are found by how the id begins, behind those with the name, where that is asked for', async () => {
    const id = subject.newPlace();
    const user = (n: string): string => `${id}-${n}`;
    await subject.store.write(async (tx) => {
      await tx.putUser(userRecord(user('X1'), {name: 'Somebody'}));
      await tx.putUser(userRecord(user('x2'), {name: `${id}-x of all`}));
      await tx.putUser(userRecord(user('x3'), {name: 'erased', kind: 'erased'}));
      await tx.putUser(userRecord(user('y'), {name: `The ${id}-x`}));
    });
    const found = (ids: boolean) => finder({id}, {ids})(`${id}-X`.toUpperCase());
    assert.deepEqual(await found(true), ['x2', 'y', 'X1']);
    assert.deepEqual(await found(false), ['x2', 'y']);
  });

  promise(
    'whoever has another name is found by it and no longer by the one before, and nobody who was erased',
    async () => {
      const home = await make({a: 'Quentin Quince', b: 'Quentin Quark'});
      const found = finder(home);
      const put = (n: string, more: Partial<UserRecord>) =>
        subject.store.write((tx) => tx.putUser(userRecord(home.user(n), more)));
      await put('a', {name: 'Quentin Pear'});
      assert.deepEqual([await found('quince'), await found('pear'), await found('quentin')], [[], ['a'], ['a', 'b']]);
      await put('a', {name: 'Quentin Pear', rev: 9});
      assert.deepEqual(await found('pear quen'), ['a'], 'what else is said of them changes nothing');
      await put('b', {name: 'Deleted user', kind: 'erased'});
      assert.deepEqual([await found('quark'), await found('deleted'), await found('quentin')], [[], [], ['a']]);
      await put('b', {name: 'Quentin Quark'});
      assert.deepEqual(await found('quark'), [], 'who was erased stays so');
      await assert.rejects(
        subject.store.write(async (tx) => {
          await tx.putUser(userRecord(home.user('a'), {name: 'Quentin Plum'}));
          throw new Error('undone');
        }),
      );
      assert.deepEqual([await found('plum'), await found('pear')], [[], ['a']], 'the words are part of what is undone');
    },
  );

  promise(
    'people are found among those one shares a conversation with, also among many who are called alike',
    async () => {
      const many = Object.fromEntries(
        Array.from({length: 230}, (_, n) => [`${n}`, `Kim ${n % 2 ? 'Lee' : 'Loe'} Kimmel`]),
      );
      const home = await make(many);
      await subject.store.write(async (tx) => {
        await place(tx, home.id, ['0', '1', '2', '3'].map(home.user));
        await tx.putMember({...(await member(tx, home.id, home.user('2'))), state: 'left', leftAt: 1});
      });
      const shared = finder(home, {with: home.user('1')});
      assert.deepEqual(await shared('kim'), ['3', '0']);
      assert.deepEqual(await shared('kimm'), ['3', '0'], 'by the second word as by the first');
      assert.deepEqual(await shared('kim loe'), ['0']);
      assert.deepEqual(await shared(`${home.id}-`), ['0', '3'], 'by the id');
      assert.deepEqual(await finder(home, {with: 'nobody'})('kim'), []);
      assert.equal((await finder(home)('kimmel')).length, 230);
    },
  );

  promise('an index answers as the definition does, and pages in a row have everybody once', async () => {
    const random = randomFrom(17);
    const words = ['Ann', 'anna', 'Änne', 'Bo', 'bob', 'Zoë', '山田', '田太郎', 'c-3po', "O'Neil"];
    const pick = (): string => words[random(words.length)] as string;
    const nameOf = (): string => Array.from({length: 1 + random(3)}, pick).join(random(5) === 0 ? '  ' : ' ');
    const people = Object.fromEntries(Array.from({length: 60}, (_, n) => [`an${n}`, nameOf()]));
    const home = await make(people);
    const id = home.id;
    await subject.store.write((tx) =>
      place(
        tx,
        id,
        Array.from({length: 20}, (_, n) => home.user(`an${n * 2}`)),
      ),
    );
    const records = Object.entries(people).map(([n, name]) => userRecord(home.user(n), {name}));
    const byPlace = (a: PersonPlace, b: PersonPlace): number =>
      a.band - b.band || (a.key < b.key ? -1 : a.key > b.key ? 1 : a.user < b.user ? -1 : 1);
    const queries = [
      'a',
      'an',
      'ann',
      'anna bo',
      'b',
      'zoe a',
      '田',
      '山田',
      '田太郎',
      'o',
      'o neil',
      '3po c',
      id,
      `${id}-an1`,
      '',
    ];
    for (const text of queries) {
      for (const viewer of [undefined, home.user('an0')]) {
        const mine = new Set(Array.from({length: 20}, (_, n) => home.user(`an${n * 2}`)));
        const expected = records
          .filter(({user}) => viewer === undefined || (mine.has(user) && user !== viewer))
          .flatMap((record): UserHead[] => {
            const found = findsPerson(nameQuery(text), record);
            return found ? [{user: record.user, kind: 'person', until: 0, ...found}] : [];
          })
          .sort(byPlace);
        await subject.store.read(async (tx) => {
          const all = await find(tx, text, id, {with: viewer});
          assert.deepEqual(all, expected, `${text} ${viewer}`);
          if (viewer === undefined) return;
          const paged: UserHead[] = [];
          for (let after: PersonPlace | undefined; ; ) {
            const page = await tx.findUsers(nameQuery(text), {ids: true, with: viewer, after, limit: 3});
            paged.push(...page);
            if (page.length < 3) break;
            after = page.at(-1);
          }
          assert.deepEqual(paged, expected, `pages of ${text}`);
        });
      }
    }
  });

  promise(
    'titles of one’s own conversations come with the name of the other one, without what was cleared away',
    async () => {
      const home = await make({a: 'Ann', b: 'Ben Bold', c: 'Deleted user'});
      const {store} = subject;
      const [a, b, c] = ['a', 'b', 'c'].map(home.user) as [string, string, string];
      await store.write((tx) => tx.putUser(userRecord(c, {kind: 'erased', name: 'Deleted user'})));
      const made: string[] = [];
      const add = async (
        users: string[],
        conversation: Parameters<typeof place>[3],
        own: object = {},
      ): Promise<string> => {
        const id = subject.newPlace();
        made.push(id);
        await store.write(async (tx) => {
          await place(tx, id, users, conversation);
          await tx.putMember({...(await member(tx, id, a)), ...own});
        });
        return id;
      };
      const direct = (other: string) => ({type: 'direct' as const, pair: [a, other].sort() as [string, string]});
      const farewell = (title: string, purge = false) => ({
        state: 'left' as const,
        leftAt: 1,
        farewell: {
          meta: {
            id: 'c_x',
            type: 'group' as const,
            status: 'open' as const,
            title,
            rev: 1,
            members: 1,
            createdAt: 1,
            purge,
          },
          lastActivity: 7,
        },
      });
      const wanted = [
        {conversation: await add([a, b], {title: 'Trip', lastActivity: 5}), lastActivity: 5, title: 'Trip'},
        {conversation: await add([a, b], direct(b)), lastActivity: 1, title: 'Ben Bold'},
        {conversation: await add([a, c], direct(c)), lastActivity: 1, title: undefined},
        {conversation: await add([a], direct(`${a}-never-here`)), lastActivity: 1, title: `${a}-never-here`},
        {conversation: await add([a], {title: 'Old'}, {archived: true}), lastActivity: 1, title: 'Old'},
        {conversation: await add([a, b], {title: 'New'}, farewell('As it was')), lastActivity: 7, title: 'As it was'},
      ];
      await add([a], {title: 'Cleared'}, {cleared: 1});
      await add([a, b], {title: 'Gone'}, farewell('Gone', true));
      const sorted = wanted.toSorted((one, other) => (one.conversation < other.conversation ? -1 : 1));
      await store.read(async (tx) => {
        assert.deepEqual(await tx.titles(a, {after: '', limit: 99}), sorted);
        const [first] = sorted;
        assert.deepEqual(await tx.titles(a, {after: first?.conversation ?? '', limit: 2}), sorted.slice(1, 3));
        assert.deepEqual(await tx.titles('nobody', {after: '', limit: 9}), []);
      });
    },
  );
}
