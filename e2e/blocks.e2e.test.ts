/** Two people, and one who wants to be left alone. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openBrowser, Person} from './browser.js';
import {startServer} from './server.js';
import {until} from './until.js';

test('Ann blocks Ben: neither can write, on no device; she takes it back, and it works again (PWP-BLOCK-002, PWP-BLOCK-003)', async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const ann = await Person.arrive(await browser.context(), server.url, 'ann');
  const phone = await Person.arrive(await browser.context(), server.url, 'ann');
  const ben = await Person.arrive(await browser.context(), server.url, 'ben');
  await ann.open(/Ben/);
  await phone.open(/Ben/);
  await ben.open(/Ann/);
  const [before, after, answer] = ['before', 'after', 'answer'].map((word) => `${word} ${Date.now()}`) as [
    string,
    string,
    string,
  ];
  await ben.write(before);
  await ann.message(before).waitFor();
  const about = () => ben.page.locator('chat-thread .about').allInnerTexts();
  await until(about, ([line = '']) => /online/i.test(line), 'Ben sees that she is there');

  await ann.page.getByRole('button', {name: 'Details'}).click();
  const details = ann.page.locator('chat-details');
  await details.getByRole('button', {name: /^Block /}).click();
  await details.locator('.question .danger').click();
  await details.getByRole('button', {name: /^Unblock /}).waitFor();
  await details.getByRole('button', {name: 'Close'}).click();

  const reason = (person: Person) => person.page.locator('chat-composer .reason');
  for (const device of [ann, phone]) {
    await reason(device).waitFor();
    assert.match((await reason(device).innerText()).replace(/[\u2068\u2069]/g, ''), /You blocked Ben/);
    assert.equal(await device.box().count(), 0);
  }
  await reason(ben).waitFor();
  assert.equal(await reason(ben).innerText(), 'You cannot write here');
  await until(about, ([line = '']) => !/online|last seen/i.test(line), 'Ben does not see whether she is there');

  // taken back where she is told of it, on the other device
  await reason(phone).getByRole('button', {name: 'Unblock'}).click();
  for (const person of [phone, ann, ben]) await person.box().waitFor();
  assert.ok(await phone.box().evaluate((box) => box === (box.getRootNode() as ShadowRoot).activeElement));
  await ben.write(after);
  await ann.message(after).waitFor();
  await ann.write(answer);
  await ben.message(answer).waitFor();
  assert.deepEqual(await ben.texts(/^(before|after|answer) /), [before, after, answer]);
  for (const person of [ann, phone, ben]) assert.deepEqual(await person.violations(), []);
});

test('Ann reports a message of Ben from its menu, and the host finds it as it was (PWP-REPORT-001, PWP-REPORT-003)', async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const ann = await Person.arrive(await browser.context(), server.url, 'ann');
  const ben = await Person.arrive(await browser.context(), server.url, 'ben');
  await ben.open(/Ann/);
  const words = `buy this ${Date.now()}`;
  await ben.write(words);
  await ann.open(/Ben/);
  await ann.message(words).hover();
  await ann.message(words).getByRole('button', {name: 'More'}).click();
  await ann.page.getByRole('menuitem', {name: 'Report…'}).click();
  const dialog = ann.page.locator('chat-report');
  await dialog.getByLabel('Spam or advertising').check();
  await dialog.getByLabel('More about it (optional)').fill('every day');
  await dialog.getByRole('button', {name: 'Send report'}).click();
  await dialog.getByText('Your report was sent.').waitFor();
  await dialog.locator('.primary').press('Enter');
  await until(
    () => dialog.count(),
    (count) => count === 0,
    'the dialog is gone',
  );
  const response = await fetch(`${server.url}/v1/host/reports?state=open`, {
    headers: {authorization: `Bearer ${await server.hostToken()}`},
  });
  const {reports} = (await response.json()) as {
    reports: {
      reporter: string;
      user: string;
      reason: string;
      text: string;
      evidence: {message: {content: {text: string}}};
    }[];
  };
  const [report] = reports;
  assert.deepEqual(
    [report?.reporter, report?.user, report?.reason, report?.text, report?.evidence.message.content.text],
    ['ann', 'ben', 'spam', 'every day', words],
  );
  assert.deepEqual(await ann.violations(), []);
});
