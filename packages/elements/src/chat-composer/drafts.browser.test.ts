import {expect} from 'chai';
import {area, composing, microtasks} from '../../test/composing.js';
import {fakeTimers, press, settled, type} from '../../test/fixture.js';

describe('chat-composer: drafts', () => {
  const given = composing();
  let restore = () => {};
  afterEach(() => {
    restore();
    restore = () => {};
  });

  describe('drafts', () => {
    it('are saved 300 ms after typing (UX-C5a)', async () => {
      const composer = await given.compose();
      const timers = fakeTimers();
      restore = timers.restore;
      type(area(composer), 'hel');
      await timers.tick(299);
      expect(given.chat.conversation('a').draft.get()).to.equal(undefined);
      await timers.tick(1);
      expect(given.chat.conversation('a').draft.get()).to.deep.equal({text: 'hel'});
    });

    it('are saved when the page goes away (UX-C5a)', async () => {
      const composer = await given.compose();
      type(area(composer), 'hel');
      dispatchEvent(new Event('pagehide'));
      expect(given.chat.conversation('a').draft.get()).to.deep.equal({text: 'hel'});
    });

    it('change with the conversation in the same task (UX-C5b)', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      given.chat.conversation('b').setDraft({text: 'for the team'});
      type(area(composer), 'for Ann');
      composer.conversation = 'b';
      expect(composer.value).to.equal('for the team');
      expect(given.chat.conversation('a').draft.get()).to.deep.equal({text: 'for Ann'});
      composer.send();
      expect(given.sends).to.deep.equal(['send b for the team']);
    });

    it('a send can never carry another conversation’s text, whatever happens in which order (UX-C5b)', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      let seed = 20261121;
      const random = (below: number) => {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return seed % below;
      };
      for (let step = 0; step < 600; step++) {
        const id = composer.conversation;
        const action = random(7);
        if (action === 0) composer.conversation = id === 'a' ? 'b' : 'a';
        else if (action === 1) press('Enter');
        else if (action === 2) given.chat.holdStorage();
        else if (action === 3) given.chat.finishStoring();
        else if (action === 4) await microtasks();
        else if (action === 5) given.chat.failNext('send', 'OUTBOX_FULL');
        else type(area(composer), `${id}${id}`);
      }
      given.chat.finishStoring();
      await microtasks();
      const wrong = given.sends.filter((call) => !/^send (\w) \1+$/.test(call));
      expect(wrong, `seed 20261121`).to.deep.equal([]);
      expect(given.sends.length).to.be.greaterThan(20);
    });

    it('a message sent just before leaving is gone from its draft, and only there', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      given.chat.holdStorage();
      type(area(composer), 'for Ann');
      press('Enter');
      composer.conversation = 'b';
      type(area(composer), 'for the team');
      given.chat.finishStoring();
      await microtasks();
      expect(given.chat.conversation('a').draft.get()).to.equal(undefined);
      expect(composer.value).to.equal('for the team');
    });

    it('coming back before it is stored does not send it twice', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      given.chat.holdStorage();
      type(area(composer), 'for Ann');
      press('Enter');
      composer.conversation = 'b';
      composer.conversation = 'a';
      composer.send();
      given.chat.finishStoring();
      await microtasks();
      expect(given.sends).to.deep.equal(['send a for Ann']);
      expect(composer.value).to.equal('');
    });

    it('what was typed while there was no conversation goes along to the first one, and no further', async () => {
      const composer = await given.compose({conversation: ''});
      type(area(composer), 'hello');
      composer.conversation = 'a';
      expect(composer.value).to.equal('hello');
      composer.conversation = '';
      expect(composer.value).to.equal('');
      composer.conversation = 'b';
      expect(composer.value).to.equal('');
    });

    it('a stored draft that comes late does not overwrite what was typed (UX-C5d)', async () => {
      const composer = await given.compose();
      type(area(composer), 'new');
      given.chat.conversation('a').draft.set({text: 'old'});
      await settled(composer);
      expect(composer.value).to.equal('new');
    });

    it('the draft that the device knew fills the empty box when it comes', async () => {
      const composer = await given.compose();
      given.chat.conversation('a').draft.set({text: 'from the disk'});
      await settled(composer);
      expect(area(composer).value).to.equal('from the disk');
    });
  });
});
