import {expect} from 'chai';
import {area, composing} from '../../test/composing.js';
import {faults, focused, has, inside, press, settled, type, until} from '../../test/fixture.js';
import {remember} from '../internal/emoji-memory.js';
import type {ChatComposer} from './chat-composer.js';

describe('chat-composer: the emoji picker (UX-C9b)', () => {
  const given = composing();
  beforeEach(() => remember({tone: 0, recent: []}));
  const open = async (composer: ChatComposer) => {
    inside(composer, '.emoji').click();
    await until(() => composer.shadowRoot?.querySelector('.picker:popover-open'));
    await settled(composer);
  };
  const glyphs = (composer: ChatComposer) => [
    ...(composer.shadowRoot?.querySelectorAll<HTMLButtonElement>('.glyphs button') ?? []),
  ];

  it('opens at its button with the focus in the search, and closes by Escape with the focus in the box', async () => {
    const composer = await given.compose();
    await open(composer);
    expect(inside(composer, '.emoji').getAttribute('aria-expanded')).to.equal('true');
    expect(focused()?.getAttribute('aria-label')).to.equal('Search emoji');
    press('Escape');
    await until(() => !has(composer, '.picker'));
    expect(focused() === area(composer)).to.equal(true);
    expect(inside(composer, '.emoji').getAttribute('aria-expanded')).to.equal('false');
  });

  it('search finds by name; Enter takes the first and writes it at the caret', async () => {
    const composer = await given.compose();
    type(area(composer), 'ab');
    area(composer).setSelectionRange(1, 1);
    await open(composer);
    type(inside(composer, '.picker input') as HTMLInputElement, 'rocket');
    expect(glyphs(composer)[0]?.textContent?.trim()).to.equal('🚀');
    press('Enter');
    expect(composer.value).to.equal('a🚀b');
    await until(() => !has(composer, '.picker'));
    expect(focused() === area(composer)).to.equal(true);
  });

  it('arrows go through the grid and back to the search', async () => {
    const composer = await given.compose();
    await open(composer);
    const all = glyphs(composer);
    press('ArrowDown');
    expect(focused() === all[0]).to.equal(true);
    press('ArrowRight');
    press('ArrowDown');
    expect(focused() === all[9]).to.equal(true);
    press('ArrowUp');
    press('ArrowUp');
    expect(focused()?.localName).to.equal('input');
  });

  it('remembers what was chosen and the tone of skin', async () => {
    const composer = await given.compose();
    await open(composer);
    const tone = inside(composer, '.picker select') as HTMLSelectElement;
    tone.value = '3';
    tone.dispatchEvent(new Event('change'));
    glyphs(composer)
      .find(({title}) => title === '+1')
      ?.click();
    expect(composer.value).to.equal('👍🏽');
    await until(() => !has(composer, '.picker'));
    await open(composer);
    expect(glyphs(composer)[0]?.textContent?.trim()).to.equal('👍🏽');
    expect(inside(composer, '#emoji-recent').textContent).to.equal('Recent');
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}`, async () => {
      const composer = await given.compose();
      await open(composer);
      expect(await faults(composer, scheme)).to.deep.equal([]);
    });
  }

  it('a picker of the host’s own takes its place, and what it tells is written', async () => {
    const composer = await given.compose();
    const own = document.createElement('div');
    own.slot = 'emoji';
    composer.append(own);
    await open(composer);
    own.dispatchEvent(new CustomEvent('emoji-click', {bubbles: true, composed: true, detail: {unicode: '🦊'}}));
    expect(composer.value).to.equal('🦊');
  });

  it('is in the reader’s language, and found by English words too (UX-C9d)', async () => {
    const composer = await given.compose({locale: 'de'});
    await until(() => inside(composer, '.emoji').getAttribute('aria-label') === 'Emoji');
    await until(() => composer.strings.searchEmoji === 'Emoji suchen');
    await open(composer);
    const named = (query: string): string | undefined => {
      const field = inside(composer, '.picker input') as HTMLInputElement;
      field.value = query;
      field.dispatchEvent(new InputEvent('input', {bubbles: true}));
      return glyphs(composer)[0]?.getAttribute('aria-label') ?? undefined;
    };
    expect(named('rakete')).to.equal('Rakete');
    expect(named('rocket')).to.equal('Rakete');
  });

  it('no-emoji takes the button away', async () => {
    const composer = await given.compose({noEmoji: true});
    expect(has(composer, '.emoji')).to.equal(false);
  });
});
