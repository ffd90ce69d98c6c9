/** The page docs/simulator, as `npm run simulator` serves it. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {test} from 'node:test';
import {openBrowser} from './browser.js';
import {until} from './until.js';

async function serve() {
  const child = spawn(process.execPath, ['scripts/simulator.mjs'], {
    env: {...process.env, PORT: '0'},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({input: child.stdout}), 'line')) as [string];
  return {
    url: /http:\S+/.exec(line)?.[0] ?? '',
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

test('the simulator page keeps every promise through a storm, under its strict policy (I1, I2, I3, I4, I9)', async () => {
  await using server = await serve();
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
