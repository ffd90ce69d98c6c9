/** The page docs/simulator, as `npm run simulator` serves it. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openBrowser} from './browser.js';
import {servePage} from './built-page.js';
import {until} from './until.js';

test('the simulator page keeps every promise through a storm, under its strict policy (I1, I2, I3, I4, I9)', async () => {
  await using server = await servePage('scripts/simulator.mjs');
  await using browser = await openBrowser();
  const page = await (await browser.context()).newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (line) => void (line.type() === 'error' && problems.push(line.text())));
  await page.goto(server.url);

  const words = (): Promise<string> => page.locator('#promises').innerText();
  await page.getByRole('button', {name: 'Storm'}).click();
  await until(words, (text) => Number(/(\d+) queued/.exec(text)?.[1]) >= 25, 'people have written', 60_000);
  await page.getByRole('button', {name: 'Calm'}).click();
  await until(words, (text) => text.includes('3 of 3 in step'), 'all screens are in step', 60_000);
  const counts = page.locator('#promises strong');
  await until(
    () => counts.allInnerTexts(),
    (all) => all.length === 5 && all.every((count) => count === '0'),
    'nothing is broken',
  );
  assert.deepEqual(problems, []);
});
