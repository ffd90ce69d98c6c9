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

    describe('in another tab', () => {
      /** What another tab has saved, or sent. */
      const elsewhere = (text: string | undefined) =>
        given.chat.conversation('a').draft.set(text === undefined ? undefined : {text});
      const stored = () => given.chat.conversation('a').draft.get()?.text;
      const saved = async (text: string) => {
        const composer = await given.compose({sendKey: 'enter'});
        type(area(composer), text);
        dispatchEvent(new Event('pagehide'));
        return composer;
      };

      it('what was written there later stands here too, and leaving does not undo it (UX-C5e)', async () => {
        const composer = await saved('half');
        elsewhere('half a thought');
        await settled(composer);
        expect(area(composer).value).to.equal('half a thought');
        composer.conversation = 'b';
        expect(stored()).to.equal('half a thought');
        composer.conversation = 'a';
        dispatchEvent(new Event('pagehide'));
        expect(stored()).to.equal('half a thought');
      });

      it('what was sent there is gone here, and cannot be sent again (UX-C5e)', async () => {
        const composer = await saved('hello');
        elsewhere(undefined);
        await settled(composer);
        composer.send();
        expect(area(composer).value).to.equal('');
        composer.conversation = 'b';
        expect(stored()).to.equal(undefined);
        expect(given.sends).to.deep.equal([]);
      });

      it('what was changed here since then stays (UX-C5e)', async () => {
        const composer = await saved('hello');
        type(area(composer), ' there');
        elsewhere(undefined);
        await settled(composer);
        expect(composer.value).to.equal('hello there');
        composer.conversation = 'b';
        expect(stored()).to.equal('hello there');
      });

      it('what is typed here is newer than what was saved there before it (UX-C5d, UX-C5e)', async () => {
        const composer = await saved('hello');
        type(area(composer), ', Ann');
        elsewhere('hello, Ben');
        await settled(composer);
        expect(composer.value).to.equal('hello, Ann');
        dispatchEvent(new Event('pagehide'));
        expect(stored()).to.equal('hello, Ann');
      });

      it('what is blank is no draft, and stays in the box', async () => {
        const composer = await saved('hello');
        area(composer).select();
        type(area(composer), '  ');
        dispatchEvent(new Event('pagehide'));
        await settled(composer);
        expect(stored()).to.equal(undefined);
        expect(area(composer).value).to.equal('  ');
      });

      it('who leaves the box finds all of it there at once (UX-C5e)', async () => {
        const composer = await given.compose();
        type(area(composer), 'hel');
        area(composer).blur();
        expect(stored()).to.equal('hel');
      });

      it('an edit ends with the draft as it is then (UX-C5e)', async () => {
        const composer = await saved('hello');
        composer.editing = given.chat.conversation('a').receive('me', 'old words');
        elsewhere(undefined);
        await settled(composer);
        expect(composer.value).to.equal('old words');
        composer.editing = undefined;
        expect(composer.value).to.equal('');
        composer.editing = given.chat.conversation('a').history[0];
        elsewhere('hello again');
        composer.editing = undefined;
        expect(composer.value).to.equal('hello again');
        expect(stored()).to.equal('hello again');
      });
    });
  });
});
