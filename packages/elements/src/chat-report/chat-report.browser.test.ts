import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {
  ear,
  faults,
  focused,
  has,
  inside,
  listen,
  mount,
  plain,
  press,
  settled,
  unmountAll,
  until,
} from '../../test/fixture.js';
import type {ChatMessage} from '../chat-message/chat-message.js';
import type {ChatReport} from './chat-report.js';
import '../chat-log/define.js';
import './define.js';

describe('chat-report', () => {
  let chat: FakeChat;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.add('team', {}, ['ann', 'bob']).receive('ann', 'something bad');
  });
  let stop: (() => void) | undefined;
  afterEach(() => {
    stop?.();
    stop = undefined;
    unmountAll();
  });

  const message = () => chat.conversation('team').history[0];
  const show = async (about: object): Promise<ChatReport> => {
    const element = await mount('chat-report', {chat, ...about});
    await element.show();
    return element;
  };
  const choose = async (element: ChatReport, reason: string): Promise<void> => {
    (inside(element, `input[value="${reason}"]`) as HTMLElement).click();
    await settled(element);
  };
  const send = (element: ChatReport): void => (inside(element, '.primary') as HTMLElement).click();

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible before and after, in ${scheme} (UX-R7)`, async () => {
      const element = await show({user: 'ann'});
      expect(await faults(element, scheme)).to.deep.equal([]);
      send(element);
      await settled(element);
      expect(await faults(element, scheme)).to.deep.equal([]);
      await choose(element, 'spam');
      send(element);
      await until(() => has(element, '.thanks'));
      expect(await faults(element, scheme)).to.deep.equal([]);
    });
  }

  it('reports a message with a reason and words, says thanks, and leaves the focus where one goes on (WCAG 2.4.3)', async () => {
    const element = await show({conversation: 'team', message: message()});
    expect(inside(element, 'h2').textContent).to.equal('Report this message');
    await choose(element, 'harassment');
    (inside(element, 'textarea') as HTMLTextAreaElement).value = '  it goes on for days ';
    const heard = ear();
    stop = heard.stop;
    send(element);
    await until(() => has(element, '.thanks'));
    expect(chat.calls).to.include(`report team ${message()?.id} harassment it goes on for days`);
    expect(inside(element, 'h2').textContent).to.equal('Thank you');
    await until(() => focused()?.textContent === 'Close');
    await until(() => heard.lines.includes('Thank you. Your report was sent.'));
    let isClosed = false;
    element.addEventListener('close', () => {
      isClosed = true;
    });
    (focused() as HTMLElement).click();
    await until(() => isClosed);
  });

  it('reports a person by name', async () => {
    const element = await show({user: 'ann'});
    expect(plain(inside(element, 'h2').textContent)).to.equal('Report Ann Lee');
    await choose(element, 'other');
    send(element);
    await until(() => chat.calls.includes('report ann other'));
  });

  it('without a reason nothing is sent, and it says what is missing (WCAG 3.3.1)', async () => {
    const element = await show({user: 'ann'});
    const heard = ear();
    stop = heard.stop;
    send(element);
    await settled(element);
    expect(inside(element, '.problem').textContent).to.equal('Choose what is wrong first');
    expect(inside(element, 'fieldset').getAttribute('aria-describedby')).to.equal('problem');
    await until(() => heard.lines.includes('Choose what is wrong first'));
    expect(chat.calls.some((call) => call.startsWith('report'))).to.equal(false);
    await choose(element, 'hate');
    expect(has(element, '.problem')).to.equal(false);
  });

  it('what was refused is said, and what was written stays', async () => {
    const element = await show({user: 'ann'});
    await choose(element, 'fraud');
    const words = inside(element, 'textarea') as HTMLTextAreaElement;
    words.value = 'a shop that is none';
    chat.failNext('report', 'RATE_LIMITED');
    send(element);
    await until(() => has(element, '.problem'));
    expect(inside(element, '.problem').textContent).to.equal('Too many changes at once. Wait a moment and try again.');
    expect(words.value).to.equal('a shop that is none');
    send(element);
    await until(() => has(element, '.thanks'));
  });

  it('opens from the menu of a message of somebody else, unless the host does it, and gives the focus back', async () => {
    const log = await mount('chat-log', {chat, conversation: 'team'});
    const row = await until(() => log.shadowRoot?.querySelector<ChatMessage>('chat-message:not([own])'));
    await settled(row);
    const pick = async (): Promise<void> => {
      row.focus();
      press('ContextMenu');
      const item = await until(() =>
        [...(row.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].find(
          (one) => one.textContent?.trim() === 'Report…',
        ),
      );
      item.click();
    };
    log.addEventListener('chat-report', (event) => event.preventDefault(), {once: true});
    const wishes = listen('chat-report');
    await pick();
    await until(() => wishes.length === 1);
    await settled(log);
    expect(has(log, 'chat-report'), 'the host does it').to.equal(false);
    await pick();
    const dialog = await until(() => log.shadowRoot?.querySelector('chat-report'));
    await until(() => dialog.shadowRoot?.querySelector('dialog[open]'));
    (inside(dialog, '[aria-label=Close]') as HTMLElement).click();
    await until(() => !has(log, 'chat-report'));
    await until(() => row.contains(document.activeElement) || focused()?.localName === 'article');
  });
});
