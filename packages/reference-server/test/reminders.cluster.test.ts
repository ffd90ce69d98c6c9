/** Reminders over several nodes on one PostgreSQL database: whichever of them is there when a time has come tells of it, once (PWP-REMIND-003). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {nanoid} from 'nanoid';
import {newDatabase} from './postgres.js';
import {ask, launch, newPlace, type Running, until} from './webhook-place.js';

type Told = {notifications: {kind: string; body?: string; about?: {message: string}}[]};

const said = async (node: Running, place: string, text: string): Promise<string> => {
  const id = nanoid();
  await ask(node, 'ann', `PUT /conversations/${place}/messages/${id}`, {content: {text}});
  return id;
};
const remind = (node: Running, place: string, id: string, at: number): Promise<{reminders: {id: string}[]}> =>
  ask(node, 'ben', `PUT /conversations/${place}/messages/${id}/reminder`, {at});
const waiting = async (node: Running): Promise<string[]> =>
  (await ask<{reminders: {id: string}[]}>(node, 'ben', 'GET /me/reminders')).reminders.map(({id}) => id);
const told = async (node: Running): Promise<(string | undefined)[]> =>
  (await ask<Told>(node, 'ben', 'GET /me/notifications')).notifications.map(({about}) => about?.message);
const came = async (node: Running, count: number): Promise<boolean> => (await told(node)).length >= count;

test('what was set on one node waits on all, comes once although all of them look, and also when the node where it was set is gone', async () => {
  const database = await newDatabase();
  const [first, second] = [await launch(database), await launch(database)];
  const place = await newPlace(first);
  const [soon, later] = [await said(first, place, 'soon'), await said(second, place, 'later')];
  const now = Date.now();
  await remind(first, place, soon, now + 3_000);
  await remind(first, place, later, now + 6_000);
  assert.deepEqual(await waiting(second), [soon, later]);

  await until('the first has come', () => came(second, 1));
  assert.deepEqual(await told(first), [soon]);
  await first.kill();
  // the dead node may have been the one that looks: another one does when its lease of 30 s is over
  await until('the other one has come', () => came(second, 2), 60_000);
  // whatever would have come twice has come with it
  assert.deepEqual(await told(second), [later, soon]);
  assert.deepEqual(await waiting(second), []);
  await second.kill();
});
