import {expect} from 'chai';
import {area, composing, microtasks} from '../../test/composing.js';
import {focused, inside, listen, press, settled, type} from '../../test/fixture.js';

describe('chat-composer: sending', () => {
  const given = composing();

  describe('the send key', () => {
    it('Enter sends, with the markup read into ranges (UX-C1a)', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      type(area(composer), 'bring the **keys**');
      press('Enter');
      await microtasks();
      const [message] = given.chat.conversation('a').history;
      expect(message?.content.text).to.equal('bring the keys');
      expect(message?.content.ranges).to.deep.equal([{type: 'bold', start: 10, end: 14}]);
      expect(composer.value).to.equal('');
    });

    it('Shift and Enter break the line (UX-C1a)', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      type(area(composer), 'one');
      expect(press('Enter', {shiftKey: true})).to.equal(true);
      expect(given.sends).to.deep.equal([]);
    });

    it('with mod-enter, Enter breaks the line and Control with Enter sends (UX-C1bd)', async () => {
      const composer = await given.compose({sendKey: 'mod-enter'});
      type(area(composer), 'one');
      expect(press('Enter')).to.equal(true);
      expect(area(composer).getAttribute('enterkeyhint')).to.equal('enter');
      press('Enter', {ctrlKey: true});
      expect(given.sends).to.deep.equal(['send a one']);
    });

    it('the button always sends and leaves the focus where it is (UX-C1d, UX-C14c)', async () => {
      const composer = await given.compose({sendKey: 'mod-enter'});
      type(area(composer), 'one');
      await settled(composer);
      const button = inside(composer, '.send');
      expect(button.dispatchEvent(new PointerEvent('pointerdown', {cancelable: true}))).to.equal(false);
      button.click();
      expect(given.sends).to.deep.equal(['send a one']);
      expect(focused() === area(composer)).to.equal(true);
    });

    it('nothing but white space is not sent', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      type(area(composer), ' \n ');
      press('Enter');
      expect(given.sends).to.deep.equal([]);
    });
  });

  describe('clearing', () => {
    it('the text leaves the box only when it is stored (UX-C4a)', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      given.chat.holdStorage();
      type(area(composer), 'hello');
      press('Enter');
      await microtasks();
      expect(composer.value).to.equal('hello');
      press('Enter');
      expect(given.sends, 'Enter again sends nothing twice').to.deep.equal(['send a hello']);
      given.chat.finishStoring();
      await microtasks();
      expect(composer.value).to.equal('');
    });

    it('a refused send leaves the text and says so (UX-C4b, WCAG 3.3.1)', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      const errors = listen('chat-error');
      given.chat.failNext('send', 'OUTBOX_FULL');
      type(area(composer), 'hello');
      press('Enter');
      await microtasks();
      await settled(composer);
      expect(composer.value).to.equal('hello');
      expect(inside(composer, '#note').textContent).to.contain('could not be stored');
      expect(errors.at(-1)?.code).to.equal('OUTBOX_FULL');
      expect(given.sends).to.have.length(1);
      press('Enter');
      await microtasks();
      expect(composer.value, 'it can be sent again').to.equal('');
    });

    it('what was typed meanwhile stays (UX-C4c)', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      given.chat.holdStorage();
      type(area(composer), 'hello');
      press('Enter');
      type(area(composer), ' and more');
      given.chat.finishStoring();
      await microtasks();
      expect(composer.value).to.equal(' and more');
      expect(given.chat.conversation('a').history.at(-1)?.content.text).to.equal('hello');
    });

    it('a cancelled chat-submit leaves all as it is (UX-E5)', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      const texts: string[] = [];
      composer.addEventListener('chat-submit', (event) => {
        texts.push(event.text);
        event.preventDefault();
      });
      type(area(composer), 'hello');
      press('Enter');
      await microtasks();
      expect(texts).to.deep.equal(['hello']);
      expect(composer.value).to.equal('hello');
      expect(given.sends).to.deep.equal([]);
    });

    it('chat-submitted tells the id once the message is safe', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      const submitted = listen('chat-submitted');
      type(area(composer), 'hello');
      press('Enter');
      await microtasks();
      expect(submitted.map(({id}) => id)).to.deep.equal([given.chat.conversation('a').history[0]?.id]);
    });

    it('UX-E7, UX-E12: `transform` changes what is sent, stops it, or fails, and the text stays until it is stored', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      const errors = listen('chat-error');
      composer.transform = () => {
        throw new Error('broken');
      };
      type(area(composer), 'hello');
      press('Enter');
      composer.transform = () => undefined;
      press('Enter');
      expect(given.sends).to.deep.equal([]);
      expect(errors.map(({error}) => (error as Error).message)).to.deep.equal(['broken']);
      expect(composer.value).to.equal('hello');
      composer.transform = (content) => ({...content, text: `${content.text}!`});
      press('Enter');
      await microtasks();
      expect(given.sends).to.deep.equal(['send a hello!']);
      expect(composer.value).to.equal('');
    });
  });
});
