import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {
  fakeTimers,
  faults,
  focused,
  has,
  inside,
  listen,
  mount,
  press,
  settled,
  type,
  unmountAll,
  until,
} from '../../test/fixture.js';
import type {ChatComposer} from './chat-composer.js';
import './define.js';

const area = (composer: ChatComposer) => inside(composer, 'textarea') as HTMLTextAreaElement;
const sends = (chat: FakeChat) => chat.calls.filter((call) => call.startsWith('send'));
const microtasks = () => new Promise<void>((resolve) => setTimeout(resolve));

describe('chat-composer', () => {
  let chat: FakeChat;
  let restore = () => {};
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.add('a', {peer: 'ann'});
    chat.add('b', {title: 'Field team'}, ['ann', 'bob']);
  });
  afterEach(() => {
    unmountAll();
    restore();
    restore = () => {};
  });
  const compose = (properties: Partial<ChatComposer> = {}) =>
    mount('chat-composer', {chat, conversation: 'a', ...properties});

  it('says whom it writes to', async () => {
    const composer = await compose();
    expect(area(composer).placeholder).to.equal('Message Ann Lee');
    expect(inside(composer, 'form').getAttribute('aria-label')).to.equal('New message to Ann Lee');
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible, with a reply and a counter, in ${scheme}`, async () => {
      const composer = await compose({maxLength: 20});
      composer.replyTo = chat.conversation('a').receive('ann', 'See you at ten');
      type(area(composer), 'nearly twenty lette');
      await settled(composer);
      expect(await faults(composer, scheme)).to.deep.equal([]);
    });
  }

  describe('the send key (UX-C1)', () => {
    it('Enter sends, with the markup read into ranges', async () => {
      const composer = await compose({sendKey: 'enter'});
      type(area(composer), 'bring the **keys**');
      press('Enter');
      await microtasks();
      const [message] = chat.conversation('a').history;
      expect(message?.content.text).to.equal('bring the keys');
      expect(message?.content.ranges).to.deep.equal([{type: 'bold', start: 10, end: 14}]);
      expect(composer.value).to.equal('');
    });

    it('Shift and Enter break the line', async () => {
      const composer = await compose({sendKey: 'enter'});
      type(area(composer), 'one');
      expect(press('Enter', {shiftKey: true})).to.equal(true);
      expect(sends(chat)).to.deep.equal([]);
    });

    it('with mod-enter, Enter breaks the line and Control with Enter sends', async () => {
      const composer = await compose({sendKey: 'mod-enter'});
      type(area(composer), 'one');
      expect(press('Enter')).to.equal(true);
      expect(area(composer).getAttribute('enterkeyhint')).to.equal('enter');
      press('Enter', {ctrlKey: true});
      expect(sends(chat)).to.deep.equal(['send a one']);
    });

    it('the button always sends and leaves the focus where it is', async () => {
      const composer = await compose({sendKey: 'mod-enter'});
      type(area(composer), 'one');
      await settled(composer);
      const button = inside(composer, '.send');
      expect(button.dispatchEvent(new PointerEvent('pointerdown', {cancelable: true}))).to.equal(false);
      button.click();
      expect(sends(chat)).to.deep.equal(['send a one']);
      expect(focused() === area(composer)).to.equal(true);
    });

    it('nothing but white space is not sent', async () => {
      const composer = await compose({sendKey: 'enter'});
      type(area(composer), ' \n ');
      press('Enter');
      expect(sends(chat)).to.deep.equal([]);
    });
  });

  describe('input methods (UX-C2)', () => {
    type Step = ['start' | 'update' | 'end'] | ['key', KeyboardEventInit & {key: string; keyCode?: number}];
    const key = (name: string, more: object = {}): Step => ['key', {key: name, ...more}];
    /** What each engine tells while somebody writes a word, chooses it with Enter, and then sends it with Enter. */
    const fixtures: Record<string, {inside: Step[]; after: Step[]}> = {
      'Japanese in Chromium': {
        inside: [
          ['start'],
          ['update'],
          key('Process', {keyCode: 229, isComposing: true}),
          key('Enter', {keyCode: 229, isComposing: true}),
          ['end'],
        ],
        after: [key('Enter', {keyCode: 13})],
      },
      'Japanese in Firefox': {
        inside: [
          ['start'],
          ['update'],
          key('Process', {keyCode: 229, isComposing: true}),
          key('Enter', {keyCode: 13, isComposing: true}),
          ['end'],
        ],
        after: [key('Enter', {keyCode: 13})],
      },
      'Japanese in Safari, which ends the composition first': {
        inside: [['start'], ['update'], ['end'], key('Enter', {keyCode: 229})],
        after: [key('Enter', {keyCode: 13})],
      },
      'Chinese in Chromium, letters taken by Enter': {
        inside: [['start'], ['update'], key('Enter', {keyCode: 229, isComposing: true}), ['end']],
        after: [key('Enter', {keyCode: 13})],
      },
      'Chinese in Safari, without the key code': {
        inside: [['start'], ['update'], ['end'], key('Enter', {keyCode: 13})],
        after: [key('Enter', {keyCode: 13})],
      },
      'Korean in Chromium, sent by the first Enter after the syllable': {
        inside: [['start'], ['update'], key('Enter', {keyCode: 229, isComposing: true}), ['end']],
        after: [key('Enter', {keyCode: 13})],
      },
    };
    const play = (field: HTMLTextAreaElement, steps: Step[]) => {
      for (const [what, init] of steps) {
        if (what === 'key') press(init.key, init);
        else
          field.dispatchEvent(new CompositionEvent(`composition${what}`, {bubbles: true, composed: true, data: '語'}));
      }
    };
    for (const [name, {inside: steps, after}] of Object.entries(fixtures)) {
      it(`${name}: nothing is sent inside, one message after`, async () => {
        const composer = await compose({sendKey: 'enter'});
        type(area(composer), '日本');
        play(area(composer), steps);
        expect(sends(chat), 'inside').to.deep.equal([]);
        await Promise.resolve();
        play(area(composer), after);
        expect(sends(chat), 'after').to.deep.equal(['send a 日本']);
      });
    }
  });

  describe('clearing (UX-C4)', () => {
    it('the text leaves the box only when it is stored', async () => {
      const composer = await compose({sendKey: 'enter'});
      chat.holdStorage();
      type(area(composer), 'hello');
      press('Enter');
      await microtasks();
      expect(composer.value).to.equal('hello');
      press('Enter');
      expect(sends(chat), 'Enter again sends nothing twice').to.deep.equal(['send a hello']);
      chat.finishStoring();
      await microtasks();
      expect(composer.value).to.equal('');
    });

    it('a refused send leaves the text and says so', async () => {
      const composer = await compose({sendKey: 'enter'});
      const errors = listen('chat-error');
      chat.failNext('send', 'OUTBOX_FULL');
      type(area(composer), 'hello');
      press('Enter');
      await microtasks();
      await settled(composer);
      expect(composer.value).to.equal('hello');
      expect(inside(composer, '#note').textContent).to.contain('could not be stored');
      expect(errors.at(-1)?.code).to.equal('OUTBOX_FULL');
      expect(sends(chat)).to.have.length(1);
      press('Enter');
      await microtasks();
      expect(composer.value, 'it can be sent again').to.equal('');
    });

    it('what was typed meanwhile stays', async () => {
      const composer = await compose({sendKey: 'enter'});
      chat.holdStorage();
      type(area(composer), 'hello');
      press('Enter');
      type(area(composer), ' and more');
      chat.finishStoring();
      await microtasks();
      expect(composer.value).to.equal(' and more');
      expect(chat.conversation('a').history.at(-1)?.content.text).to.equal('hello');
    });

    it('a cancelled chat-submit leaves all as it is', async () => {
      const composer = await compose({sendKey: 'enter'});
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
      expect(sends(chat)).to.deep.equal([]);
    });

    it('chat-submitted tells the id once the message is safe', async () => {
      const composer = await compose({sendKey: 'enter'});
      const submitted = listen('chat-submitted');
      type(area(composer), 'hello');
      press('Enter');
      await microtasks();
      expect(submitted.map(({id}) => id)).to.deep.equal([chat.conversation('a').history[0]?.id]);
    });
  });

  describe('drafts (UX-C5)', () => {
    it('are saved 300 ms after typing', async () => {
      const composer = await compose();
      const timers = fakeTimers();
      restore = timers.restore;
      type(area(composer), 'hel');
      await timers.tick(299);
      expect(chat.conversation('a').draft.get()).to.equal(undefined);
      await timers.tick(1);
      expect(chat.conversation('a').draft.get()).to.deep.equal({text: 'hel'});
    });

    it('are saved when the page goes away', async () => {
      const composer = await compose();
      type(area(composer), 'hel');
      dispatchEvent(new Event('pagehide'));
      expect(chat.conversation('a').draft.get()).to.deep.equal({text: 'hel'});
    });

    it('change with the conversation in the same task', async () => {
      const composer = await compose({sendKey: 'enter'});
      chat.conversation('b').setDraft({text: 'for the team'});
      type(area(composer), 'for Ann');
      composer.conversation = 'b';
      expect(composer.value).to.equal('for the team');
      expect(chat.conversation('a').draft.get()).to.deep.equal({text: 'for Ann'});
      composer.send();
      expect(sends(chat)).to.deep.equal(['send b for the team']);
    });

    it('a send can never carry another conversation’s text, whatever happens in which order', async () => {
      const composer = await compose({sendKey: 'enter'});
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
        else if (action === 2) chat.holdStorage();
        else if (action === 3) chat.finishStoring();
        else if (action === 4) await microtasks();
        else if (action === 5) chat.failNext('send', 'OUTBOX_FULL');
        else type(area(composer), `${id}${id}`);
      }
      chat.finishStoring();
      await microtasks();
      const wrong = sends(chat).filter((call) => !/^send (\w) \1+$/.test(call));
      expect(wrong, `seed 20261121`).to.deep.equal([]);
      expect(sends(chat).length).to.be.greaterThan(20);
    });

    it('a message sent just before leaving is gone from its draft, and only there', async () => {
      const composer = await compose({sendKey: 'enter'});
      chat.holdStorage();
      type(area(composer), 'for Ann');
      press('Enter');
      composer.conversation = 'b';
      type(area(composer), 'for the team');
      chat.finishStoring();
      await microtasks();
      expect(chat.conversation('a').draft.get()).to.equal(undefined);
      expect(composer.value).to.equal('for the team');
    });

    it('coming back before it is stored does not send it twice', async () => {
      const composer = await compose({sendKey: 'enter'});
      chat.holdStorage();
      type(area(composer), 'for Ann');
      press('Enter');
      composer.conversation = 'b';
      composer.conversation = 'a';
      composer.send();
      chat.finishStoring();
      await microtasks();
      expect(sends(chat)).to.deep.equal(['send a for Ann']);
      expect(composer.value).to.equal('');
    });

    it('what was typed while there was no conversation goes along to the first one, and no further', async () => {
      const composer = await compose({conversation: ''});
      type(area(composer), 'hello');
      composer.conversation = 'a';
      expect(composer.value).to.equal('hello');
      composer.conversation = '';
      expect(composer.value).to.equal('');
      composer.conversation = 'b';
      expect(composer.value).to.equal('');
    });

    it('a stored draft that comes late does not overwrite what was typed', async () => {
      const composer = await compose();
      type(area(composer), 'new');
      chat.conversation('a').draft.set({text: 'old'});
      await settled(composer);
      expect(composer.value).to.equal('new');
    });

    it('the draft that the device knew fills the empty box when it comes', async () => {
      const composer = await compose();
      chat.conversation('a').draft.set({text: 'from the disk'});
      await settled(composer);
      expect(area(composer).value).to.equal('from the disk');
    });
  });

  describe('editing and answering (UX-C6, UX-C7)', () => {
    it('ArrowUp in the empty box edits the last own message; Enter saves it', async () => {
      const composer = await compose({sendKey: 'enter'});
      const own = chat
        .conversation('a')
        .receive('me', 'bring keys', {content: {ranges: [{type: 'bold', start: 6, end: 10}]}});
      chat.conversation('a').receive('ann', 'Ok');
      area(composer).focus();
      press('ArrowUp');
      await settled(composer);
      expect(area(composer).value).to.equal('bring **keys**');
      expect(inside(composer, '.chip').textContent).to.contain('Editing');
      area(composer).select();
      type(area(composer), 'bring nothing');
      press('Enter');
      await microtasks();
      expect(chat.calls).to.include(`edit a ${own.id} bring nothing`);
      expect(composer.value).to.equal('');
      expect(composer.editing).to.equal(undefined);
    });

    it('Escape brings back the draft that was there before the edit', async () => {
      const composer = await compose();
      const message = chat.conversation('a').receive('me', 'old words');
      type(area(composer), 'half a thought');
      composer.editing = message;
      await settled(composer);
      expect(area(composer).value).to.equal('old words');
      press('Escape');
      await settled(composer);
      expect(area(composer).value).to.equal('half a thought');
      expect(chat.conversation('a').draft.get()).to.deep.equal({text: 'half a thought'});
    });

    it('ArrowUp in a box with text is the caret’s', async () => {
      const composer = await compose();
      chat.conversation('a').receive('me', 'old words');
      type(area(composer), 'x');
      expect(press('ArrowUp')).to.equal(true);
      expect(composer.editing).to.equal(undefined);
    });

    it('an answer goes out with the message it answers, and its chip can be closed', async () => {
      const composer = await compose({sendKey: 'enter'});
      const asked = chat.conversation('a').receive('ann', 'Is it closed?');
      composer.replyTo = asked;
      await settled(composer);
      expect(inside(composer, '.chip').textContent).to.contain('Reply to Ann Lee');
      expect(inside(composer, '.chip button').getAttribute('aria-label')).to.equal('Stop replying');
      type(area(composer), 'No');
      press('Enter');
      await microtasks();
      expect(chat.conversation('a').history.at(-1)?.replyTo?.id).to.equal(asked.id);
      expect(composer.replyTo).to.equal(undefined);
    });

    it('another element asks for an answer by way of the draft', async () => {
      const composer = await compose();
      const asked = chat.conversation('a').receive('ann', 'Is it closed?');
      type(area(composer), 'typed');
      chat.conversation('a').draft.set({text: 'typed', replyTo: asked.id});
      await settled(composer);
      expect(composer.replyTo?.id).to.equal(asked.id);
      expect(composer.value).to.equal('typed');
    });

    it('Escape takes one layer at a time and then leaves the key to others', async () => {
      const composer = await compose();
      composer.replyTo = chat.conversation('a').receive('ann', 'Is it closed?');
      area(composer).focus();
      expect(press('Escape')).to.equal(false);
      expect(composer.replyTo).to.equal(undefined);
      expect(press('Escape')).to.equal(true);
    });
  });

  describe('mentions (UX-C8)', () => {
    const openList = async (composer: ChatComposer, text: string) => {
      type(area(composer), text);
      await until(() => composer.shadowRoot?.querySelector('[role=listbox]'));
      await settled(composer);
    };

    it('an @ offers the members; arrows choose, Enter takes, and the message knows who is meant', async () => {
      chat.person('bob', {name: 'Bob Stone'});
      const composer = await compose({conversation: 'b', sendKey: 'enter'});
      await openList(composer, 'Hi @');
      expect(area(composer).getAttribute('aria-controls')).to.equal('people');
      expect(area(composer).hasAttribute('aria-activedescendant'), 'before an arrow key').to.equal(false);
      press('ArrowDown');
      press('ArrowDown');
      await settled(composer);
      expect(area(composer).getAttribute('aria-activedescendant')).to.equal('person-1');
      press('Enter');
      await settled(composer);
      expect(composer.value).to.equal('Hi @Bob Stone ');
      expect(sends(chat)).to.deep.equal([]);
      press('Enter');
      await microtasks();
      expect(chat.conversation('b').history[0]?.content.ranges).to.deep.equal([
        {type: 'mention', start: 3, end: 13, user: 'bob'},
      ]);
    });

    it('the list is accessible', async () => {
      const composer = await compose({conversation: 'b'});
      await openList(composer, '@');
      press('ArrowDown');
      await settled(composer);
      expect(await faults(composer)).to.deep.equal([]);
    });

    it('letters narrow it down; Escape closes it for this token', async () => {
      chat.person('bob', {name: 'Bob Stone'});
      const composer = await compose({conversation: 'b'});
      await openList(composer, '@st');
      expect(
        [...(composer.shadowRoot?.querySelectorAll('[role=option]') ?? [])].map((row) => row.textContent?.trim()),
      ).to.deep.equal(['Bob Stone']);
      expect(press('Escape')).to.equal(false);
      await settled(composer);
      expect(has(composer, '[role=listbox]')).to.equal(false);
      expect(press('Escape'), 'the second Escape is not for the list').to.equal(true);
    });

    it('an address is no mention', async () => {
      const composer = await compose({conversation: 'b'});
      await openList(composer, '@');
      area(composer).select();
      type(area(composer), 'ann@');
      await until(() => !composer.shadowRoot?.querySelector('[role=listbox]'));
    });
  });

  describe('the typing signal (UX-C15)', () => {
    const signals = () => chat.calls.filter((call) => call.startsWith('setTyping'));

    it('begins with the first visible character and stops after 5 seconds', async () => {
      const composer = await compose();
      const timers = fakeTimers();
      restore = timers.restore;
      type(area(composer), ' ');
      expect(signals()).to.deep.equal([]);
      type(area(composer), 'h');
      expect(signals()).to.deep.equal(['setTyping a true']);
      await timers.tick(5_000);
      expect(signals()).to.deep.equal(['setTyping a true', 'setTyping a false']);
    });

    for (const [name, end] of [
      ['sending', () => press('Enter')],
      ['leaving the box', () => (focused() as HTMLElement).blur()],
    ] as const) {
      it(`stops on ${name}`, async () => {
        const composer = await compose({sendKey: 'enter'});
        type(area(composer), 'h');
        end();
        expect(signals()).to.deep.equal(['setTyping a true', 'setTyping a false']);
      });
    }

    it('a draft that is restored is not typing', async () => {
      chat.conversation('a').draft.set({text: 'draft'});
      await compose();
      expect(signals()).to.deep.equal([]);
    });
  });

  describe('limits and states (UX-C16)', () => {
    it('counts from 80 % of the limit, and over it the button says why it does nothing', async () => {
      const composer = await compose({maxLength: 10, sendKey: 'enter'});
      type(area(composer), '1234567');
      await settled(composer);
      expect(has(composer, '#note')).to.equal(false);
      type(area(composer), '8');
      await settled(composer);
      expect(inside(composer, '#note').textContent).to.equal('2 characters left');
      type(area(composer), '901');
      await settled(composer);
      const button = inside(composer, '.send');
      expect(button.getAttribute('aria-disabled')).to.equal('true');
      expect(button.getAttribute('aria-describedby')).to.equal('note');
      expect(inside(composer, '#note').textContent).to.equal('1 character too long');
      press('Enter');
      expect(sends(chat)).to.deep.equal([]);
    });

    for (const [change, words] of [
      [{type: 'announcement'}, 'Only admins can write here'],
      [{status: 'closed'}, 'This conversation is closed'],
      [{membership: 'removed'}, 'You are no longer a member of this conversation'],
      [{membership: 'left'}, 'You left this conversation'],
    ] as const) {
      it(`where nobody can write it says: ${words}`, async () => {
        chat.conversation('b').change({...change, writable: false});
        const composer = await compose({conversation: 'b'});
        expect(has(composer, 'textarea')).to.equal(false);
        expect(composer.shadowRoot?.textContent).to.contain(words);
      });
    }

    it('offline, sending stays possible', async () => {
      chat.goOffline();
      const composer = await compose({sendKey: 'enter'});
      type(area(composer), 'later');
      press('Enter');
      await microtasks();
      expect(sends(chat)).to.deep.equal(['send a later']);
      expect(composer.value).to.equal('');
    });
  });

  describe('the host’s hot keys (UX-C17)', () => {
    const heard: string[] = [];
    const hotkey = ({key}: KeyboardEvent) => heard.push(key);
    beforeEach(() => {
      heard.length = 0;
      document.addEventListener('keydown', hotkey);
    });
    afterEach(() => document.removeEventListener('keydown', hotkey));

    it('typing “sss” fires none of them; Escape, Tab and Control with a letter pass', async () => {
      const composer = await compose();
      type(area(composer), 'sss');
      expect(heard).to.deep.equal([]);
      press('Tab');
      press('k', {ctrlKey: true});
      press('Escape');
      expect(heard).to.deep.equal(['Tab', 'k', 'Escape']);
    });

    it('key-guard="off" lets them through', async () => {
      const composer = await compose({keyGuard: 'off'});
      type(area(composer), 's');
      expect(heard).to.deep.equal(['s']);
    });
  });

  describe('in a form, without a chat', () => {
    it('has a name and a value, and Enter submits', async () => {
      const form = document.createElement('form');
      const composer = Object.assign(document.createElement('chat-composer'), {
        name: 'note',
        sendKey: 'enter' as const,
        required: true,
      });
      form.append(composer);
      document.body.append(form);
      await settled(composer);
      const values: unknown[] = [];
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        values.push(new FormData(form).get('note'));
        form.reset();
      });
      expect(form.checkValidity()).to.equal(false);
      type(area(composer), 'hello');
      await settled(composer);
      press('Enter');
      expect(values).to.deep.equal(['hello']);
      expect(composer.value).to.equal('');
      form.remove();
    });
  });

  it('survives being moved in the page: the text stays and it still sends', async () => {
    const composer = await compose({sendKey: 'enter'});
    type(area(composer), 'hello');
    const other = document.createElement('div');
    document.body.append(other);
    other.append(composer);
    await settled(composer);
    expect(composer.value).to.equal('hello');
    area(composer).focus();
    press('Enter');
    await microtasks();
    expect(sends(chat)).to.deep.equal(['send a hello']);
    other.remove();
  });

  it('leaves nothing behind', async () => {
    const before = chat.listeners;
    const composer = await compose();
    type(area(composer), 'x');
    expect(chat.listeners).to.be.greaterThan(before);
    unmountAll();
    expect(chat.listeners).to.equal(before);
  });
});
