import {expect} from 'chai';
import {type FakeChat, type FakeConversation, fakeChat} from '../../test/fake-chat.js';
import {faults, focused, has, inside, mount, settled, spokenName, unmountAll, until} from '../../test/fixture.js';
import type {ChatLog} from '../chat-log/chat-log.js';
import type {ChatMessage} from '../chat-message/chat-message.js';
import type {ChatThread} from './chat-thread.js';
import './define.js';

const bar = (thread: ChatThread) => inside(thread, '.pinned');
const words = (thread: ChatThread) => bar(thread).innerText.replace(/\s+/g, ' ').trim();
const row = (thread: ChatThread, id: string): ChatMessage | undefined =>
  [...(inside(thread, 'chat-log').shadowRoot?.querySelectorAll('chat-message') ?? [])].find(
    ({message}) => message?.id === id,
  );
const holder = (thread: ChatThread): Element => {
  const found = [...(thread.shadowRoot?.querySelectorAll('div') ?? [])].find((div) => div.shadowRoot);
  if (!found) throw new Error('no list');
  return found;
};

describe('pinned messages', () => {
  let chat: FakeChat;
  let group: FakeConversation;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    group = chat.add('team', {role: 'moderator'}, ['ann', 'bob']);
    group.receive('ann', 'The address is Harbour Street 4');
    group.receive('me', 'The door code is 4711');
    group.receive('ann', 'Lunch at one');
  });
  afterEach(unmountAll);
  const idAt = (at: number): string => group.history[at]?.id ?? '';
  const thread = (properties: Partial<ChatThread> = {}) =>
    mount('chat-thread', {chat, conversation: 'team', ...properties});
  const opened = async (...pinned: number[]): Promise<ChatThread> => {
    for (const at of pinned) await group.pinMessage(idAt(at), true);
    const element = await thread();
    await until(() => has(element, '.pinned'), 'the bar');
    return element;
  };
  const openList = async (element: ChatThread): Promise<Element> => {
    inside(element, '.pins .icon-button').click();
    await until(() => element.shadowRoot?.querySelectorAll('div:not([class])').length, 'the list');
    return until(() => holder(element), 'the list');
  };

  it('stand below the header, the newest pin first; a press goes to it and brings the next, around and around (UX-L17a)', async () => {
    const element = await opened(0, 1);
    expect(words(element)).to.contain('You The door code is 4711').and.contain('1/2');
    const gone: string[] = [];
    (inside(element, 'chat-log') as ChatLog).goTo = async (target) => {
      gone.push(String(target));
      return true;
    };
    for (const _ of [1, 2, 3]) {
      bar(element).click();
      await settled(element);
    }
    await until(() => gone.length === 3, 'it went');
    expect(gone).to.deep.equal([idAt(1), idAt(0), idAt(1)]);
    expect(words(element)).to.contain('Ann Lee The address is Harbour Street 4').and.contain('2/2');
  });

  it('appear and go with the pins, and are none while there are none', async () => {
    const element = await thread();
    expect(has(element, '.pins')).to.equal(false);
    await group.pinMessage(idAt(2), true);
    await until(() => has(element, '.pinned'), 'the bar');
    expect(words(element)).to.contain('Ann Lee Lunch at one').and.not.contain('1/1');
    await group.pinMessage(idAt(2), false);
    await until(() => !has(element, '.pinned'), 'no bar');
  });

  it('have names for who does not see them, in the bar and at the message', async () => {
    const element = await opened(0);
    expect(spokenName(bar(element)).replace(/\s+/g, ' ').trim()).to.equal(
      'Pinned message Ann Lee The address is Harbour Street 4',
    );
    expect(inside(element, '.pins').getAttribute('aria-label')).to.equal('Pinned messages');
    const article = await until(() => row(element, idAt(0))?.shadowRoot?.querySelector('article'), 'the message');
    expect(spokenName(article as HTMLElement)).to.contain('Pinned message');
    expect(!!row(element, idAt(0))?.shadowRoot?.querySelector('.pin')).to.equal(true);
    expect(!!row(element, idAt(1))?.shadowRoot?.querySelector('.pin')).to.equal(false);
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`are accessible in ${scheme}, the bar and the list`, async () => {
      const element = await opened(0, 1);
      expect(await faults(element, scheme)).to.deep.equal([]);
      await openList(element);
      expect(await faults(element, scheme)).to.deep.equal([]);
    });
  }

  it('are all in a list, from which one goes to a message or takes its pin off; the focus stays there, and the last closes it (UX-L17b)', async () => {
    const element = await opened(0, 1, 2);
    const list = await openList(element);
    const said = () => [...(list.shadowRoot?.querySelectorAll('.said') ?? [])].map((one) => one.textContent?.trim());
    expect(said()).to.deep.equal(['Lunch at one', 'The door code is 4711', 'The address is Harbour Street 4']);
    const unpin = () => list.shadowRoot?.querySelector<HTMLElement>('.unpin');
    unpin()?.click();
    await until(() => said().length === 2, 'one less');
    expect(focused()?.className).to.equal('person');
    unpin()?.click();
    await until(() => said().length === 1, 'one more less');
    unpin()?.click();
    await until(() => !list.isConnected, 'it is closed');
    expect(chat.calls.filter((call) => call.startsWith('pinMessage')).length).to.equal(6);
  });

  it('are taken off by those who may alone (PWP-PIN-002)', async () => {
    group.change({role: 'member'});
    const element = await opened(0);
    const list = await openList(element);
    expect(list.shadowRoot?.querySelectorAll('.unpin').length).to.equal(0);
  });

  it('come and go by the menu of a message, where one may', async () => {
    const element = await opened(0);
    const menuOf = async (id: string): Promise<HTMLElement[]> => {
      const message = await until(() => row(element, id), 'the message');
      await message.openMenu();
      return until(() => {
        const items = [...(message.shadowRoot?.querySelectorAll<HTMLElement>('.menu button') ?? [])];
        return items.length ? items : undefined;
      }, 'the menu');
    };
    const named = (items: HTMLElement[], name: string) => items.find((item) => item.textContent?.trim() === name);
    named(await menuOf(idAt(2)), 'Pin')?.click();
    await until(() => words(element).includes('Lunch at one'), 'it is in the bar');
    named(await menuOf(idAt(2)), 'Unpin')?.click();
    await until(() => words(element).includes('Harbour'), 'it is not');
    group.change({role: 'member'});
    await settled(element);
    expect((await menuOf(idAt(1))).map((item) => item.textContent?.trim())).to.not.include.members(['Pin']);
  });
});
