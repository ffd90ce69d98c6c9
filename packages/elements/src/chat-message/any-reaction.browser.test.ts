import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import {
  faults,
  focused,
  inside,
  listen,
  mount,
  press,
  settled,
  spokenName,
  unmountAll,
  until,
} from '../../test/fixture.js';
import {message} from '../chat-log/chat-log.fixture.js';
import {remember, remembered} from '../internal/emoji-memory.js';
import type {ChatMessage} from './chat-message.js';
import '../chat-provider/define.js';
import './define.js';

describe('any emoji as a reaction (UX-M6c)', () => {
  beforeEach(() => remember({tone: 0, recent: []}));
  afterEach(() => {
    unmountAll();
    remember({tone: 0, recent: []});
  });

  const open = async (over: Parameters<typeof message>[1] = {}): Promise<ChatMessage> => {
    const element = await mount('chat-message', {message: message(1, over), active: true});
    await element.openMenu('react');
    await until(() => element.shadowRoot?.querySelector('.menu'));
    return element;
  };
  const items = (element: ChatMessage) => [
    ...(element.shadowRoot?.querySelectorAll<HTMLElement>('.menu button') ?? []),
  ];
  const glyphs = (element: ChatMessage) => [
    ...(element.shadowRoot?.querySelectorAll<HTMLButtonElement>('.picker .glyphs button') ?? []),
  ];
  const picker = async (element: ChatMessage): Promise<void> => {
    await until(() => items(element).length > 0);
    items(element).at(-1)?.click();
    await until(() => element.shadowRoot?.querySelector('.picker:popover-open'));
  };

  it('six are offered, and a button for all others', async () => {
    const element = await open();
    expect(items(element).map(spokenName)).to.deep.equal(['👍', '❤️', '😂', '🎉', '😮', '😢', 'More reactions']);
    await picker(element);
    expect(inside(element, '.picker').getAttribute('aria-label')).to.equal('Add reaction');
  });

  it('by keys alone: to the button, a word, Enter, and the focus is on the message again', async () => {
    const wishes = listen('chat-react');
    const element = await mount('chat-message', {message: message(1), active: true});
    element.focus();
    await until(() => focused()?.localName === 'article');
    const article = focused();
    press('+');
    await until(() => items(element).length > 0);
    press('End');
    expect(spokenName(focused() as Element)).to.equal('More reactions');
    (focused() as HTMLElement).click();
    await until(() => focused()?.localName === 'input');
    await sendKeys({type: 'rocket'});
    press('Enter');
    expect(wishes.map(({key, on}) => [key, on])).to.deep.equal([['🚀', true]]);
    await until(() => focused() === article);
    expect(remembered().recent).to.deep.equal(['🚀']);
  });

  it('Escape gives the focus back and reacts with nothing', async () => {
    const wishes = listen('chat-react');
    const element = await open();
    await picker(element);
    press('Escape');
    await until(() => !element.shadowRoot?.querySelector('.picker'));
    expect(focused()?.localName).to.equal('article');
    expect(wishes).to.have.length(0);
  });

  it('those chosen last come first, in the tone they were chosen in, and one that is there already stays', async () => {
    remember({recent: ['👏🏽', '🦊']});
    const wishes = listen('chat-react');
    const element = await open({reactions: [{key: '🦊', count: 1, own: true, users: ['me']}]});
    await picker(element);
    expect(
      glyphs(element)
        .slice(0, 2)
        .map(({textContent, title}) => [textContent?.trim(), title]),
    ).to.deep.equal([
      ['👏🏽', 'clap'],
      ['🦊', 'fox face'],
    ]);
    glyphs(element)[1]?.click();
    expect(wishes).to.have.length(0);
    await element.openMenu('react');
    await picker(element);
    glyphs(element)
      .find(({title}) => title === 'clap')
      ?.click();
    expect(wishes.map(({key}) => key)).to.deep.equal(['👏🏽']);
  });

  it('a provider says which are offered', async () => {
    const provider = await mount('chat-provider', {reactions: ['✅', '👀']});
    const element = document.createElement('chat-message');
    element.message = message(1);
    provider.append(element);
    await settled(element);
    await element.openMenu('react');
    await until(() => items(element).length > 0);
    expect(items(element).map(spokenName)).to.deep.equal(['✅', '👀', 'More reactions']);
  });

  it('lies inside the window, wherever the message is', async () => {
    const element = await open();
    element.style.cssText = 'position:fixed;inset-block-end:0;inset-inline-end:0';
    await picker(element);
    const {left, right, top, bottom} = inside(element, '.picker').getBoundingClientRect();
    expect([left >= 0, right <= innerWidth, top >= 0, bottom <= innerHeight]).to.deep.equal([true, true, true, true]);
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}`, async () => {
      const element = await open();
      await picker(element);
      expect(await faults(inside(element, '.picker'), scheme)).to.deep.equal([]);
    });
  }
});
