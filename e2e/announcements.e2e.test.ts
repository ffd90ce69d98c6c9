/** An hour of chat in a few minutes: all that is said aloud, in order, kept in e2e/transcripts/announcements.txt. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import type {Chat, ConversationHandle} from '@parlor/sdk';
import {openBrowser, Person} from './browser.js';
import {BadLine} from './kit/line.js';
import {compare} from './kit/transcript.js';
import {startServer} from './server.js';
import {until} from './until.js';

/** Long enough for everything that is said later: a second of collecting, three of a connection that lasts. */
const quietMs = 2_500;

test('what is said aloud in a scene of news, silence, a lost line and a refusal (UX-A2a, UX-A3ab, UX-A4, UX-P1c, UX-P2b, UX-S1c, UX-A6, WCAG 4.1.3)', async () => {
  await using line = await BadLine.to();
  await using server = await startServer({origins: [line.url]});
  line.lead(server.port);
  await using browser = await openBrowser();
  const context = await browser.context();
  // what runs TypeScript here calls this for every function, also for those that go into the page
  await context.addInitScript({content: 'globalThis.__name = (named) => named;'});
  await context.addInitScript(() => {
    const heard: string[] = [];
    const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '');
    Object.assign(window, {heard});
    Object.assign(Element.prototype, {
      ariaNotify(text: string, {priority}: {priority?: string} = {}) {
        heard.push(`${priority === 'high' ? 'at once: ' : ''}“${plain(text)}”`);
      },
    });
  });
  const ann = await Person.arrive(context, line.url, 'ann');
  const ben = await Person.arrive(await browser.context(), server.url, 'ben');
  const heard = () => ann.page.evaluate(() => (window as unknown as {heard: string[]}).heard.splice(0));
  const transcript: string[] = [];
  /** Something happens; then all that was said is written down, and the focus is where it was. */
  const scene = async (what: string, happen: () => Promise<unknown>, {waitMs = quietMs, moves = false} = {}) => {
    const before = await focused();
    await happen();
    await pause(waitMs);
    transcript.push(`${what}\n${(await heard()).map((one) => `    ${one}\n`).join('') || '    (nothing)\n'}`);
    if (!moves) assert.equal(await focused(), before, `${what}: the focus stays`);
  };
  const focused = () =>
    ann.page.evaluate(() => {
      let active: Element | null = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      return active?.localName ?? '';
    });
  /** What Ben does in the conversation that is open, in the words of the SDK. */
  const bens = async (act: (handle: ConversationHandle) => unknown) => {
    const handle = await ben.page.evaluateHandle(() => {
      const inbox = document.querySelector('chat-inbox') as HTMLElementTagNameMap['chat-inbox'];
      return (inbox.chat as Chat).conversation(inbox.conversation ?? '');
    });
    await handle.evaluate(act);
  };
  await scene('Ann opens the conversation with Ben: history is no news', () => ann.open(/Ben/), {moves: true});
  await ben.open(/Ann/);
  await scene('Ben comes to it, and reads', () => pause(500));
  await scene('Ben writes one message', () => ben.write('See you at ten'));
  await scene('Ben types, and stops', async () => {
    await ben.box().pressSequentially('Well', {delay: 100});
    await pause(1_500);
    await ben.box().fill('');
  });
  await scene('Ben writes five messages at once', () =>
    bens((handle) => {
      for (const text of ['One', 'Two', 'Three', 'Four', 'Five']) handle.send(text);
    }),
  );
  await scene('Ben edits, reacts to and deletes the last one', () =>
    bens(async (handle) => {
      const id = handle.timeline.get().messages.at(-1)?.id ?? '';
      await handle.edit(id, 'Five and a half');
      await handle.react(id, '👍', true);
      await handle.delete(id);
    }),
  );
  await scene('Ann writes', () => ann.write('I am on my way'));
  await scene('Ben is away', () =>
    ben.page.evaluate(() =>
      ((document.querySelector('chat-inbox') as HTMLElementTagNameMap['chat-inbox']).chat as Chat).setPresence('away'),
    ),
  );
  await scene(
    'Ann searches the conversations for “wiki”',
    () => ann.page.locator('chat-conversation-list input').fill('wiki'),
    {moves: true},
  );
  await ann.page.locator('chat-conversation-list input').fill('');
  await pause(quietMs);
  await heard();
  await scene('The line is dead for a moment', async () => {
    line.make({stalls: true});
    await pause(500);
    line.mend();
  });
  await scene(
    'The server is gone for eight seconds',
    async () => {
      line.make({refuses: true});
      line.cut();
      await pause(8_000);
    },
    {waitMs: 0},
  );
  await scene(
    'It is back',
    async () => {
      line.mend();
      await until(
        () => ann.connection(),
        (is) => is === 'online',
        'ann is online',
        60_000,
      );
    },
    {waitMs: 5_000},
  );

  // a message that is refused: written while Ann was taken out of the group
  const group = await ben.page.evaluate(async () => {
    const chat = (document.querySelector('chat-inbox') as HTMLElementTagNameMap['chat-inbox']).chat as Chat;
    return (await chat.createGroup({title: 'Night shift', members: ['ann']})).id;
  });
  await scene('Ann opens a new group', () => ann.open(/Night shift/), {moves: true});
  line.make({refuses: true});
  line.cut();
  await until(
    () => ann.connection(),
    (is) => is !== 'online',
    'ann is cut off',
  );
  await ann.write('Who has the keys?');
  await ben.page.evaluate(async (id) => {
    const chat = (document.querySelector('chat-inbox') as HTMLElementTagNameMap['chat-inbox']).chat as Chat;
    await chat.conversation(id).removeMember('ann');
  }, group);
  // how soon that is said depends on when it was tried last
  await until(
    async () => (await heard()).join(),
    (said) => said.includes('No connection'),
    'the lost line is told',
    30_000,
  );
  await scene(
    'What Ann wrote without a line is refused: she was taken out of the group',
    async () => {
      line.mend();
      await ann.page.locator('chat-log .trouble').waitFor({timeout: 60_000});
    },
    {waitMs: 5_000, moves: true},
  );
  compare('announcements', `${transcript.join('\n')}`);
});
