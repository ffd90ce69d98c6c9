/** What the host tells people, in the element that lists it: on two devices of one person, and not on another's. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openBrowser, Person} from './browser.js';
import {type RunningServer, startServer} from './server.js';
import {until} from './until.js';

/** Beside the inbox of the demo, as a host page would put it. */
async function addList({page}: Person): Promise<void> {
  await page.evaluate(async () => {
    const bundle = '/parlor/parlor.min.js';
    const {loadElement} = (await import(bundle)) as {loadElement: (tag: string) => Promise<unknown>};
    await loadElement('chat-notifications');
    const list = document.createElement('chat-notifications');
    const {chat} = document.querySelector('chat-inbox') as unknown as {chat: object};
    document.body.append(Object.assign(list, {chat}));
  });
}

async function tell(server: RunningServer, id: string, told: object): Promise<void> {
  const response = await fetch(`${server.url}/v1/host/notifications/${id}`, {
    method: 'PUT',
    headers: {authorization: `Bearer ${await server.hostToken()}`, 'content-type': 'application/json'},
    body: JSON.stringify(told),
  });
  assert.equal(response.status, 200, await response.text());
}

test('the host tells Ann that Ben follows her: both her devices list it, Ben’s does not; what she reads and removes on one is so on the other (PWP-NOTIFY-001, PWP-NOTIFY-003)', async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const ann = await Person.arrive(await browser.context(), server.url, 'ann');
  const phone = await Person.arrive(await browser.context(), server.url, 'ann');
  const ben = await Person.arrive(await browser.context(), server.url, 'ben');
  const items = ({page}: Person) => page.locator('chat-notifications').getByRole('listitem');
  const badge = ({page}: Person) => page.locator('chat-notifications [part="badge"]');
  for (const person of [ann, phone, ben]) {
    await addList(person);
    await person.page.getByText('Nothing new').waitFor();
  }

  await tell(server, 'follow-1', {users: ['ann'], kind: 'follow', title: 'follows you', actor: 'ben'});
  for (const device of [ann, phone]) {
    await items(device).first().waitFor();
    assert.match(await items(device).innerText(), /Ben follows you/);
    assert.equal(await badge(device).innerText(), '1');
  }
  await tell(server, 'order-1', {users: ['ann'], kind: 'order', title: 'Your order has shipped'});
  for (const device of [ann, phone]) await items(device).nth(1).waitFor();
  assert.equal(await items(ben).count(), 0);

  await ann.page.locator('chat-notifications').getByRole('button', {name: 'Mark all as read'}).click();
  for (const device of [ann, phone])
    await until(
      () => badge(device).count(),
      (count) => count === 0,
      'all are read',
    );
  await phone.page.getByRole('button', {name: 'Remove: Your order has shipped'}).click();
  for (const device of [ann, phone]) {
    await until(
      () => items(device).count(),
      (count) => count === 1,
      'one is left',
    );
    assert.match(await items(device).innerText(), /Ben follows you/);
  }
  for (const person of [ann, phone, ben]) assert.deepEqual(await person.violations(), []);
});
