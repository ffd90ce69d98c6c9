/** The checker of histories finds what it is for: a good history passes, and each planted fault is named. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {check, type Event, type Truth} from '../../../e2e/cluster/history.js';

/** Ann and ben, who take turns; each sees everything. Position 1 is the making of the group. */
function good(): {
  history: Event[];
  truth: {-readonly [Name in keyof Truth]: Truth[Name] extends readonly (infer Item)[] ? Item[] : Truth[Name]};
} {
  const history: Event[] = [];
  const stored = [];
  for (let n = 0; n < 6; n++) {
    const client = n % 2 === 0 ? 'ann' : 'ben';
    const [id, seq] = [`m${n}`, n + 2];
    history.push({is: 'invoked', client, id, at: n * 10}, {is: 'acknowledged', client, id, seq, at: n * 10 + 5});
    stored.push({id, seq, sender: client});
    const view = stored.map((one) => ({id: one.id, seq: one.seq}));
    for (const reader of ['ann', 'ben']) history.push({is: 'saw', client: reader, view, at: n * 10 + 6});
  }
  return {history, truth: {stored, positions: [1, 2, 3, 4, 5, 6, 7], head: 7}};
}

/** What the checker says of the good history after this change. */
function after(change: (world: ReturnType<typeof good>) => void): string {
  const world = good();
  change(world);
  return check(world.history, world.truth).join('; ');
}

const lastView = (history: Event[], client: string): Extract<Event, {is: 'saw'}> => {
  const found = history.findLast((event) => event.is === 'saw' && event.client === client);
  assert.ok(found?.is === 'saw');
  return found;
};

test('a history in which every promise was kept is not complained of', () => {
  const {history, truth} = good();
  assert.deepEqual(check(history, truth), []);
});

test('a send without an answer may be stored or not', () => {
  const unanswered = ({history}: ReturnType<typeof good>) =>
    void history.push({is: 'invoked', client: 'ann', id: 'late', at: 99});
  assert.equal(after(unanswered), '');
  const stored = after((world) => {
    unanswered(world);
    world.truth.stored.push({id: 'late', seq: 8, sender: 'ann'});
    world.truth.positions.push(8);
    world.truth.head = 8;
    for (const client of ['ann', 'ben']) {
      const {view} = lastView(world.history, client);
      world.history.push({is: 'saw', client, view: [...view, {id: 'late', seq: 8}], at: 100});
    }
  });
  assert.equal(stored, '');
});

test('a lost acknowledged message is found (I1)', () => {
  assert.match(
    after(({truth}) => void truth.stored.pop()),
    /m5 of ben was acknowledged and is lost \(I1\)/,
  );
});

test('a message that stands twice, or elsewhere than was answered, is found (I2)', () => {
  const twice = after(({truth}) => void truth.stored.push({id: 'm5', seq: 8, sender: 'ben'}));
  assert.match(twice, /m5 is there twice \(I2\)/);
  const moved = after(({history}) => {
    const end = history.find((event) => event.is === 'acknowledged' && event.id === 'm2');
    if (end?.is === 'acknowledged') end.seq = 9;
  });
  assert.match(moved, /m2 of ann was acknowledged at 9 and stands at 4 \(I2\)/);
});

test('what nobody sent, what somebody else sent and what was refused is found', () => {
  const strange = after(({truth}) => void truth.stored.push({id: 'x', seq: 8, sender: 'ben'}));
  assert.match(strange, /x was sent by nobody/);
  const forged = after(({truth}) => void (truth.stored[0] = {id: 'm0', seq: 2, sender: 'ben'}));
  assert.match(forged, /m0 was sent by ann and stands under ben/);
  const refused = after(
    ({history}) => void history.push({is: 'refused', client: 'ann', id: 'm0', code: 'FORBIDDEN', at: 99}),
  );
  assert.match(refused, /m0 was refused for good and is there/);
});

test('a hole, a position taken twice and a head that is elsewhere are found (I7)', () => {
  assert.match(
    after(({truth}) => void (truth.positions = [1, 2, 3, 5, 6, 7])),
    /no position 4 \(I7\)/,
  );
  assert.match(
    after(({truth}) => void (truth.positions = [1, 2, 3, 3, 5, 6, 7])),
    /position 3 is taken twice/,
  );
  assert.match(
    after(({truth}) => void (truth.head = 9)),
    /the head is 9, the last position 7 \(I7\)/,
  );
});

test('a lane out of order is found, answered or not (I3)', () => {
  const swapped = after(({history}) => {
    history.unshift({is: 'invoked', client: 'ann', id: 'm4', at: -1});
    history.splice(
      history.findIndex((event) => event.is === 'invoked' && event.id === 'm4' && event.at > 0),
      1,
    );
  });
  assert.match(swapped, /ann sent m4 before m0, which stands before it \(I3\)/);
});

test('a send that began behind an acknowledgement and stands before it is found, also of another client', () => {
  const stale = after(({history}) => {
    const begin = history.find((event) => event.is === 'invoked' && event.id === 'm1');
    assert.ok(begin);
    begin.at = 57;
  });
  assert.match(stale, /m1 began when m5 was acknowledged, and stands before it/);
});

test('views that double, turn round, move, take back or invent something are found (I4, I10)', () => {
  const saw = (change: (view: {id: string; seq: number}[]) => {id: string; seq: number}[]): string =>
    after(({history}) => {
      const event = lastView(history, 'ben');
      event.view = change([...event.view]);
    });
  assert.match(
    saw((view) => [...view, {id: 'm5', seq: 8}]),
    /ben saw m5 twice at once \(I2\)/,
  );
  assert.match(
    saw((view) => view.reverse()),
    /ben saw m4 at 6 behind 7 \(I3\)/,
  );
  assert.match(
    saw((view) => view.map((one) => (one.id === 'm0' ? {id: 'm0', seq: 1} : one))),
    /ben saw m0 at 2 and later at 1 \(I10\)/,
  );
  assert.match(
    saw((view) => view.filter(({id}) => id !== 'm2')),
    /ben saw m2 go away \(I10\)/,
  );
  assert.match(
    saw((view) => [...view, {id: 'ghost', seq: 8}]),
    /ben saw ghost, which is not stored \(I1\)/,
  );
  assert.match(
    saw((view) => view.filter(({id}) => id !== 'm5')),
    /ben never saw 1 messages, the first of them 7 m5 \(I4\)/,
  );
});
