import {expect} from 'chai';
import {area, composing, microtasks} from '../../test/composing.js';
import {inside, plain, press, settled, type} from '../../test/fixture.js';

describe('chat-composer: editing', () => {
  const given = composing();

  describe('editing and answering', () => {
    it('ArrowUp in the empty box edits the last own message; Enter saves it (UX-C6a)', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      const own = given.chat
        .conversation('a')
        .receive('me', 'bring keys', {content: {ranges: [{type: 'bold', start: 6, end: 10}]}});
      given.chat.conversation('a').receive('ann', 'Ok');
      area(composer).focus();
      press('ArrowUp');
      await settled(composer);
      expect(area(composer).value).to.equal('bring **keys**');
      expect(inside(composer, '.chip').textContent).to.contain('Editing');
      area(composer).select();
      type(area(composer), 'bring nothing');
      press('Enter');
      await microtasks();
      expect(given.chat.calls).to.include(`edit a ${own.id} bring nothing`);
      expect(composer.value).to.equal('');
      expect(composer.editing).to.equal(undefined);
    });

    it('Escape brings back the draft that was there before the edit (UX-C6a)', async () => {
      const composer = await given.compose();
      const message = given.chat.conversation('a').receive('me', 'old words');
      type(area(composer), 'half a thought');
      composer.editing = message;
      await settled(composer);
      expect(area(composer).value).to.equal('old words');
      press('Escape');
      await settled(composer);
      expect(area(composer).value).to.equal('half a thought');
      expect(given.chat.conversation('a').draft.get()).to.deep.equal({text: 'half a thought'});
    });

    it('ArrowUp finds nothing to edit where the time for that is over (PWP-EDIT-002)', async () => {
      const composer = await given.compose();
      const {chat} = given;
      chat.connection.set({...chat.connection.get(), editWindowMs: 60_000});
      chat.now = Date.now() - 61_000;
      chat.conversation('a').receive('me', 'old words');
      area(composer).focus();
      press('ArrowUp');
      expect(composer.editing).to.equal(undefined);
      chat.now = Date.now();
      const own = chat.conversation('a').receive('me', 'new words');
      press('ArrowUp');
      expect(composer.editing?.id).to.equal(own.id);
    });

    it('ArrowUp in a box with text is the caret’s (UX-C6b)', async () => {
      const composer = await given.compose();
      given.chat.conversation('a').receive('me', 'old words');
      type(area(composer), 'x');
      expect(press('ArrowUp')).to.equal(true);
      expect(composer.editing).to.equal(undefined);
    });

    it('an answer goes out with the message it answers, and its chip can be closed (UX-C7a)', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      const asked = given.chat.conversation('a').receive('ann', 'Is it closed?');
      composer.replyTo = asked;
      await settled(composer);
      expect(plain(inside(composer, '.chip').textContent)).to.contain('Reply to Ann Lee');
      expect(inside(composer, '.chip button').getAttribute('aria-label')).to.equal('Stop replying');
      type(area(composer), 'No');
      press('Enter');
      await microtasks();
      expect(given.chat.conversation('a').history.at(-1)?.replyTo?.id).to.equal(asked.id);
      expect(composer.replyTo).to.equal(undefined);
    });

    it('another element asks for an answer by way of the draft (UX-E4)', async () => {
      const composer = await given.compose();
      const asked = given.chat.conversation('a').receive('ann', 'Is it closed?');
      type(area(composer), 'typed');
      given.chat.conversation('a').draft.set({text: 'typed', replyTo: asked.id});
      await settled(composer);
      expect(composer.replyTo?.id).to.equal(asked.id);
      expect(composer.value).to.equal('typed');
    });

    it('Escape takes one layer at a time and then leaves the key to others (UX-C7b)', async () => {
      const composer = await given.compose();
      composer.replyTo = given.chat.conversation('a').receive('ann', 'Is it closed?');
      area(composer).focus();
      expect(press('Escape')).to.equal(false);
      expect(composer.replyTo).to.equal(undefined);
      expect(press('Escape')).to.equal(true);
    });

    it('a message that was refused is sent again with its new words, from where it stands: nothing lost, nothing twice (UX-M4b)', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      const conversation = given.chat.conversation('a');
      const shown = () =>
        conversation.timeline.get().messages.map(({content, delivery}) => [content.text, delivery?.is]);
      given.chat.goOffline();
      const {id} = conversation.send('far too long');
      await microtasks();
      conversation.refuse(id, 'TOO_LARGE');
      type(area(composer), 'half a thought');
      composer.editing = conversation.timeline.get().messages.at(-1);
      expect(composer.value).to.equal('far too long');
      press('Escape');
      expect(composer.value, 'given up').to.equal('half a thought');
      expect(shown()).to.deep.equal([['far too long', 'failed']]);

      composer.editing = conversation.timeline.get().messages.at(-1);
      area(composer).select();
      type(area(composer), 'short');
      given.chat.goOnline();
      press('Enter');
      await microtasks();
      expect(shown()).to.deep.equal([['short', 'sent']]);
      expect(composer.value, 'the draft of before is there again').to.equal('half a thought');
      expect(given.sends).to.deep.equal(['send a far too long']);
    });

    it('what waits to be sent is edited before it leaves (UX-C6a)', async () => {
      const composer = await given.compose({sendKey: 'enter'});
      given.chat.goOffline();
      given.chat.conversation('a').send('bring keys');
      await microtasks();
      area(composer).focus();
      press('ArrowUp');
      expect(composer.value).to.equal('bring keys');
      type(area(composer), '!');
      press('Enter');
      await microtasks();
      given.chat.goOnline();
      expect(given.chat.conversation('a').history.map(({content}) => content.text)).to.deep.equal(['bring keys!']);
    });

    describe('left before its end', () => {
      const begin = async () => {
        const composer = await given.compose({sendKey: 'enter'});
        const message = given.chat.conversation('a').receive('me', 'old words');
        type(area(composer), 'half a thought');
        composer.editing = message;
        type(area(composer), ' and new ones');
        return {composer, message};
      };

      it('goes on where one comes back to the conversation, and the draft is there after it (UX-C6c)', async () => {
        const {composer, message} = await begin();
        composer.conversation = 'b';
        expect(composer.value).to.equal('');
        expect(composer.editing).to.equal(undefined);
        expect(given.chat.conversation('a').draft.get()).to.deep.equal({text: 'half a thought'});
        composer.conversation = 'a';
        await settled(composer);
        expect(area(composer).value).to.equal('old words and new ones');
        expect(inside(composer, '.chip').textContent).to.contain('Editing');
        press('Enter');
        await microtasks();
        expect(given.chat.calls).to.include(`edit a ${message.id} old words and new ones`);
        expect(composer.value).to.equal('half a thought');
        composer.conversation = 'b';
        composer.conversation = 'a';
        expect(composer.value, 'it is over').to.equal('half a thought');
        expect(composer.editing).to.equal(undefined);
      });

      it('goes on in the next box where this one leaves the page (UX-C6c)', async () => {
        const {composer} = await begin();
        composer.remove();
        const next = await given.compose();
        expect(next.value).to.equal('old words and new ones');
        expect(next.editing?.content.text).to.equal('old words');
      });

      it('is over where it was saved before one left, though it was stored after (UX-C6c)', async () => {
        const {composer, message} = await begin();
        press('Enter');
        composer.conversation = 'b';
        await microtasks();
        expect(given.chat.calls).to.include(`edit a ${message.id} old words and new ones`);
        composer.conversation = 'a';
        expect(composer.editing).to.equal(undefined);
        expect(composer.value).to.equal('half a thought');
      });

      it('is given up where nothing was changed, or by Escape (UX-C6c)', async () => {
        const {composer, message} = await begin();
        press('Escape');
        composer.editing = message;
        composer.conversation = 'b';
        composer.conversation = 'a';
        expect(composer.editing).to.equal(undefined);
        expect(composer.value).to.equal('half a thought');
      });
    });
  });
});
