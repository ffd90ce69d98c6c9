/** One person with two tabs of the demo page, who begins to write in one and goes on in the other. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openBrowser, Person} from './browser.js';
import {startServer} from './server.js';
import {until} from './until.js';

test('what is written in two tabs: the newest words stand in both, what was sent is gone in both, and nothing is sent twice (UX-C5e)', async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const context = await browser.context();
  const one = await Person.arrive(context, server.url, 'ann');
  await one.open(/Ben/);
  const two = await Person.arrive(context, server.url, 'ann');
  await two.open(/Ben/);
  const stands = (tab: Person, text: string) =>
    until(
      () => tab.box().inputValue(),
      (found) => found === text,
      `“${text}” stands in the box`,
    );

  await one.page.bringToFront();
  await one.box().pressSequentially('Bring the');
  await two.page.bringToFront();
  await stands(two, 'Bring the');
  await two.box().focus();
  await two.box().press('End');
  await two.box().pressSequentially(' keys');
  await stands(one, 'Bring the keys');

  // the first one is left: what it once held does not come back
  await one.open(/Wiki support/);
  await one.open(/Ben/);
  await stands(one, 'Bring the keys');
  await one.page.reload();
  await one.open(/Ben/);
  await stands(one, 'Bring the keys');

  await two.box().press('Enter');
  await two.message('Bring the keys').waitFor();
  await stands(two, '');
  await stands(one, '');
  await one.box().press('Enter');
  await one.open(/Wiki support/);
  await one.open(/Ben/);
  await stands(one, '');
  for (const tab of [one, two]) {
    await tab.page.reload();
    await tab.open(/Ben/);
    await tab.message('Bring the keys').waitFor();
    assert.deepEqual(await tab.texts(/Bring the/), ['Bring the keys']);
    assert.equal(await tab.box().inputValue(), '');
  }
});
