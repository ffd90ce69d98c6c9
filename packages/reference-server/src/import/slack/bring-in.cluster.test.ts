/** A Slack export into PostgreSQL, beside a node that has the database open. */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {newDatabase} from '../../../test/postgres.js';
import {generalId, laySlackExport, messages} from '../../../test/slack-export.js';
import {World} from '../../../test/world.js';
import {doctor} from '../../doctor/run.js';
import {openPostgresStore} from '../../store/postgres/store.js';
import {conversationIdOf} from '../ids.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-slack-'));
after(() => rmSync(folder, {recursive: true, force: true}));
const main = fileURLToPath(new URL('../main.ts', import.meta.url));

function run(...args: string[]): {code: number | null; out: string; err: string} {
  const all = ['--conditions=source', '--import', 'tsx', main, ...args];
  const {status, stdout, stderr} = spawnSync(process.execPath, all, {encoding: 'utf8'});
  return {code: status, out: stdout, err: stderr};
}

test('a Slack export comes in beside a node; again it changes nothing, and a longer one goes on', async () => {
  const url = await newDatabase();
  const world = await World.open({store: await openPostgresStore(url)});
  const [root, longer] = [join(folder, 'export'), join(folder, 'longer')];
  laySlackExport(root);
  laySlackExport(longer, {later: true});
  const first = run(root, '--database', url);
  assert.equal(first.code, 1, first.err);
  assert.match(first.out, new RegExp(`^${messages} messages added; 7 conversations, 6 people;`));
  const general = conversationIdOf(`slack:${generalId}`);
  const ann = world.as('slack:U1ANN');
  await ann.hello();
  const {messages: page} = await ann.run('history.page', {conversation: general, limit: 100});
  const [hello] = page;
  assert.deepEqual(
    hello?.reactions?.map(({key, count}) => [key, count]).sort(),
    [
      [':party-parrot:', 1],
      ['👍', 2],
    ].sort(),
  );
  await ann.send(general, 'said here');
  assert.match(run(longer, '--database', url).out, new RegExp(`^1 message added; ${messages} were there already`));
  assert.match(run(longer, '--database', url).out, /^0 messages added;/);
  assert.deepEqual((await ann.words(general)).slice(-2), ['said here', 'later']);
  await world.domain.close();
  let told = '';
  const output = {out: (text: string) => void (told += text), err: (text: string) => void (told += text)};
  assert.equal(await doctor(['--database', url], {}, output), 0, told);
});
