/** For tests of what is done without a mouse: the real server, and Ann at its demo page with nothing but keys. */
import assert from 'node:assert/strict';
import {after, afterEach, before, beforeEach} from 'node:test';
import {openBrowser, Person} from '../browser.js';
import {type RunningServer, startServer} from '../server.js';
import {until} from '../until.js';
import {Keyboard} from './keyboard.js';

export type ByKeys = {
  readonly server: RunningServer;
  readonly ann: Person;
  readonly keys: Keyboard;
  /** From the beginning of the page to the open conversation with somebody, its box under the hands. */
  open(name: RegExp): Promise<void>;
  /** From the box to the newest message, which is this one. */
  newest(name: RegExp): Promise<void>;
  /** From a message to what its menu offers under this name, and chooses it. */
  choose(item: RegExp): Promise<void>;
};

/** Registers the hooks. After each test nothing of its way may have been without focus, without a ring, or hidden (WCAG 2.4.7, 2.4.11). */
export function byKeys(): ByKeys {
  let server: (RunningServer & AsyncDisposable) | undefined;
  let browser: Awaited<ReturnType<typeof openBrowser>> | undefined;
  let ann: Person | undefined;
  let keys: Keyboard | undefined;
  before(async () => {
    server = await startServer();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    ann = await Person.arrive(await there(browser).context(), there(server).url, 'ann');
    keys = new Keyboard(ann.page);
  });
  afterEach(async () => {
    await ann?.page.context().close();
    assert.deepEqual(keys?.troubles, []);
  });
  return {
    get server() {
      return there(server);
    },
    get ann() {
      return there(ann);
    },
    get keys() {
      return there(keys);
    },
    async open(name) {
      const hands = there(keys);
      // its text begins with what stands for its picture
      await there(ann)
        .row(new RegExp(name.source.replace('^', ''), name.flags))
        .first()
        .waitFor();
      await hands.to('row', /./);
      // until they answer at once: what moves through the rows may still be on its way
      const {name: first} = await hands.focus();
      await hands.press('End');
      await until(
        () => hands.focus(),
        (now) => now.name !== first,
        'the rows answer',
      );
      await hands.press('Home');
      await hands.to('row', name, 'ArrowDown', 12);
      await hands.press('Enter');
      await hands.at('textbox', /^Message /);
      await there(ann).page.locator('chat-log article').first().waitFor();
    },
    async newest(name) {
      const hands = there(keys);
      await hands.press('Escape');
      await hands.at('article', /./);
      await hands.press('End');
      await hands.at('article', name);
    },
    async choose(item) {
      const hands = there(keys);
      await hands.press('Shift+F10');
      await hands.to('menuitem', item, 'ArrowDown', 24);
      await hands.press('Enter');
    },
  };
}

function there<Value>(value: Value | undefined): Value {
  assert.ok(value, 'only within a test');
  return value;
}
