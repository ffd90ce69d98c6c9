import {expect} from 'chai';
import {area, composing, microtasks} from '../../test/composing.js';
import {ear, faults, has, press, settled, type, until} from '../../test/fixture.js';
import type {ChatComposer} from './chat-composer.js';

describe('chat-composer: mentions', () => {
  const given = composing();

  describe('mentions', () => {
    const openList = async (composer: ChatComposer, text: string) => {
      type(area(composer), text);
      await until(() => composer.shadowRoot?.querySelector('[role=listbox]'));
      await settled(composer);
    };

    it('an @ offers the members; arrows choose, Enter takes, and the message knows who is meant (UX-C8abce)', async () => {
      given.chat.person('bob', {name: 'Bob Stone'});
      const composer = await given.compose({conversation: 'b', sendKey: 'enter'});
      await openList(composer, 'Hi @');
      expect(area(composer).getAttribute('aria-controls')).to.equal('suggestions');
      expect(area(composer).hasAttribute('aria-activedescendant'), 'before an arrow key').to.equal(false);
      press('ArrowDown');
      press('ArrowDown');
      await settled(composer);
      expect(area(composer).getAttribute('aria-activedescendant')).to.equal('suggestion-1');
      press('Enter');
      await settled(composer);
      expect(composer.value).to.equal('Hi @Bob Stone ');
      expect(given.sends).to.deep.equal([]);
      press('Enter');
      await microtasks();
      expect(given.chat.conversation('b').history[0]?.content.ranges).to.deep.equal([
        {type: 'mention', start: 3, end: 13, user: 'bob'},
      ]);
    });

    it('how many there are is said after half a second (UX-C8d)', async () => {
      given.chat.person('bob', {name: 'Bob Stone'});
      const composer = await given.compose({conversation: 'b'});
      const heard = ear();
      try {
        await openList(composer, '@');
        expect(heard.lines).to.deep.equal([]);
        await until(() => heard.lines.length > 0, 'it is said');
        expect(heard.lines.join()).to.match(/^2 /);
      } finally {
        heard.stop();
      }
    });

    it('the list is accessible (UX-R4)', async () => {
      const composer = await given.compose({conversation: 'b'});
      await openList(composer, '@');
      press('ArrowDown');
      await settled(composer);
      expect(await faults(composer)).to.deep.equal([]);
    });

    it('letters narrow it down; Escape closes it for this token (UX-C8ac)', async () => {
      given.chat.person('bob', {name: 'Bob Stone'});
      const composer = await given.compose({conversation: 'b'});
      await openList(composer, '@st');
      expect(
        [...(composer.shadowRoot?.querySelectorAll('[role=option]') ?? [])].map((row) => row.textContent?.trim()),
      ).to.deep.equal(['Bob Stone']);
      expect(press('Escape')).to.equal(false);
      await settled(composer);
      expect(has(composer, '[role=listbox]')).to.equal(false);
      expect(press('Escape'), 'the second Escape is not for the list').to.equal(true);
    });

    it('an address is no mention (UX-C8a)', async () => {
      const composer = await given.compose({conversation: 'b'});
      await openList(composer, '@');
      area(composer).select();
      type(area(composer), 'ann@');
      await until(() => !composer.shadowRoot?.querySelector('[role=listbox]'));
    });
  });
});
