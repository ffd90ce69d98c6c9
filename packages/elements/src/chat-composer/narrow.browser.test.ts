import {expect} from 'chai';
import {area, composing} from '../../test/composing.js';
import {focused, has, inside, press, settled, type, until} from '../../test/fixture.js';
import type {ChatComposer} from './chat-composer.js';

describe('chat-composer: where there is little room', () => {
  const given = composing();
  const shown = (composer: ChatComposer) =>
    [...(composer.shadowRoot?.querySelectorAll<HTMLElement>('.box button') ?? [])]
      .filter((button) => button.checkVisibility())
      .map((button) => button.ariaLabel);
  const open = async (inlineSize: string, properties: Partial<ChatComposer> = {}) => {
    const composer = await given.compose({conversation: 'b', ...properties});
    composer.style.inlineSize = inlineSize;
    given.chat.takeFiles();
    await settled(composer);
    return composer;
  };
  const menuOf = (composer: ChatComposer) => [
    ...(composer.shadowRoot?.querySelectorAll<HTMLElement>('[role=menu] [role=menuitem]') ?? []),
  ];

  it('its buttons fold into one, which opens a menu of them (UX-C18a)', async () => {
    const composer = await open('420px');
    expect(shown(composer)).to.deep.equal(['Poll', 'Attach files', 'Emoji', 'Send']);
    composer.style.inlineSize = '419px';
    expect(shown(composer)).to.deep.equal(['More', 'Send']);
    expect(area(composer).getBoundingClientRect().width).to.be.at.least(270);
    const more = inside(composer, '.more') as HTMLElement;
    more.focus();
    more.click();
    await until(() => menuOf(composer).length === 3);
    expect(menuOf(composer).map(({textContent}) => textContent?.trim())).to.deep.equal([
      'Poll',
      'Attach files',
      'Emoji',
    ]);
    press('Escape');
    await until(() => menuOf(composer).length === 0);
    expect(focused()?.className).to.contain('more');
  });

  it('what the menu offers does what the buttons do (UX-C18a)', async () => {
    const composer = await open('320px');
    const choose = async (name: string) => {
      inside(composer, '.more').click();
      (await until(() => menuOf(composer).find(({textContent}) => textContent?.trim() === name))).click();
    };
    await choose('Poll');
    await until(() => has(composer, 'chat-poll'));
    inside(composer, 'chat-poll').dispatchEvent(new Event('close'));
    await choose('Emoji');
    const picker = await until(() => composer.shadowRoot?.querySelector<HTMLElement>('.picker'));
    const {left, right, bottom} = picker.getBoundingClientRect();
    expect(left).to.be.at.least(0);
    expect(right).to.be.at.most(innerWidth);
    expect(Math.abs(bottom - inside(composer, '.more').getBoundingClientRect().top), 'at its button').to.be.below(420);
    picker.hidePopover();
    let chosen = 0;
    inside(composer, 'input[type=file]').addEventListener('click', (event) => {
      event.preventDefault();
      chosen += 1;
    });
    await choose('Attach files');
    expect(chosen).to.equal(1);
  });

  it('two of them have room in 360 px, and a single one stays as it is (UX-C18a)', async () => {
    const composer = await open('360px', {noPolls: true});
    expect(shown(composer)).to.deep.equal(['Attach files', 'Emoji', 'Send']);
    composer.style.inlineSize = '359px';
    expect(shown(composer)).to.deep.equal(['More', 'Send']);
    composer.noAttach = true;
    await settled(composer);
    expect(shown(composer)).to.deep.equal(['Emoji', 'Send']);
  });

  it('the room for words does not change with the first letter (UX-C18b)', async () => {
    for (const width of ['360px', '700px']) {
      const composer = await open(width);
      const before = area(composer).getBoundingClientRect().width;
      type(area(composer), 'a');
      await settled(composer);
      expect(area(composer).getBoundingClientRect().width, width).to.equal(before);
      composer.remove();
    }
  });
});
