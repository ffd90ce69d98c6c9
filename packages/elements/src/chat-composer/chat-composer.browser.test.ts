import {expect} from 'chai';
import {area, composing, microtasks} from '../../test/composing.js';
import {
  fakeTimers,
  faults,
  focused,
  has,
  inside,
  plain,
  press,
  settled,
  type,
  unmountAll,
  until,
} from '../../test/fixture.js';

describe('chat-composer', () => {
  const given = composing();
  let restore = () => {};
  afterEach(() => {
    restore();
    restore = () => {};
  });

  it('says whom it writes to (UX-R4)', async () => {
    const composer = await given.compose();
    expect(area(composer).placeholder, 'the name is isolated (UX-M14)').to.equal('Message \u2068Ann Lee\u2069');
    expect(inside(composer, 'form').getAttribute('aria-label')).to.equal('New message to Ann Lee');
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible, with a reply and a counter, in ${scheme}`, async () => {
      const composer = await given.compose({maxLength: 20});
      composer.replyTo = given.chat.conversation('a').receive('ann', 'See you at ten');
      type(area(composer), 'nearly twenty lette');
      await settled(composer);
      expect(await faults(composer, scheme)).to.deep.equal([]);
    });
  }

  it('keeps the focus where writing ends and begins again: on the reason, and in the box (WCAG 2.4.3)', async () => {
    const composer = await given.compose();
    area(composer).focus();
    given.chat.conversation('a').change({writable: false});
    await settled(composer);
    expect(focused()?.textContent).to.equal('You cannot write here');
    given.chat.conversation('a').change({writable: true});
    await settled(composer);
    expect(focused()).to.equal(area(composer));
  });

  it('says that one blocks the other, with a way back that leads into the box; who is blocked reads a neutral sentence', async () => {
    const composer = await given.compose();
    const direct = given.chat.add('ann', {peer: 'ann', blocked: 'own', writable: false});
    given.chat.person('ann', {name: 'Ann Lee'});
    composer.conversation = 'ann';
    await settled(composer);
    const reason = () => composer.shadowRoot?.querySelector<HTMLElement>('.reason');
    expect(plain(reason()?.textContent)).to.contain('You blocked Ann Lee');
    for (const scheme of ['light', 'dark'] as const) expect(await faults(composer, scheme)).to.deep.equal([]);
    const button = reason()?.querySelector('button');
    button?.focus();
    button?.click();
    await until(() => given.chat.calls.includes('unblock ann'));
    await until(() => has(composer, 'textarea'));
    await settled(composer);
    expect(focused()).to.equal(area(composer));
    direct.change({blocked: 'other', writable: false});
    await settled(composer);
    expect(reason()?.textContent).to.equal('You cannot write here');
    expect(reason()?.querySelector('button')).to.equal(null);
  });

  describe('the typing signal', () => {
    const signals = () => given.chat.calls.filter((call) => call.startsWith('setTyping'));

    it('begins with the first visible character and stops after 5 seconds (UX-C15a)', async () => {
      const composer = await given.compose();
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
      it(`stops on ${name} (UX-C15a)`, async () => {
        const composer = await given.compose({sendKey: 'enter'});
        type(area(composer), 'h');
        end();
        expect(signals()).to.deep.equal(['setTyping a true', 'setTyping a false']);
      });
    }

    it('a draft that is restored is not typing (UX-C15b)', async () => {
      given.chat.conversation('a').draft.set({text: 'draft'});
      await given.compose();
      expect(signals()).to.deep.equal([]);
    });
  });

  describe('limits and states', () => {
    it('counts from 80 % of the limit, and over it the button says why it does nothing (UX-C16a)', async () => {
      const composer = await given.compose({maxLength: 10, sendKey: 'enter'});
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
      expect(given.sends).to.deep.equal([]);
    });

    for (const [change, words] of [
      [{type: 'announcement'}, 'Only admins can write here'],
      [{status: 'closed'}, 'This conversation is closed'],
      [{membership: 'removed'}, 'You are no longer a member of this conversation'],
      [{membership: 'left'}, 'You left this conversation'],
    ] as const) {
      it(`where nobody can write it says: ${words} (UX-C16b)`, async () => {
        given.chat.conversation('b').change({...change, writable: false});
        const composer = await given.compose({conversation: 'b'});
        expect(has(composer, 'textarea')).to.equal(false);
        expect(composer.shadowRoot?.textContent).to.contain(words);
      });
    }

    it('offline, sending stays possible (UX-C16c)', async () => {
      given.chat.goOffline();
      const composer = await given.compose({sendKey: 'enter'});
      type(area(composer), 'later');
      press('Enter');
      await microtasks();
      expect(given.sends).to.deep.equal(['send a later']);
      expect(composer.value).to.equal('');
    });
  });

  describe('the host’s hot keys', () => {
    const heard: string[] = [];
    const hotkey = ({key}: KeyboardEvent) => heard.push(key);
    beforeEach(() => {
      heard.length = 0;
      document.addEventListener('keydown', hotkey);
    });
    afterEach(() => document.removeEventListener('keydown', hotkey));

    it('typing “sss” fires none of them; Escape, Tab and Control with a letter pass (UX-C17a)', async () => {
      const composer = await given.compose();
      type(area(composer), 'sss');
      expect(heard).to.deep.equal([]);
      press('Tab');
      press('k', {ctrlKey: true});
      press('Escape');
      expect(heard).to.deep.equal(['Tab', 'k', 'Escape']);
    });

    it('key-guard="off" lets them through (UX-C17b)', async () => {
      const composer = await given.compose({keyGuard: 'off'});
      type(area(composer), 's');
      expect(heard).to.deep.equal(['s']);
    });
  });

  describe('in a form, without a chat', () => {
    it('has a name and a value, and Enter submits (UX-E10, UX-E3)', async () => {
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

  it('survives being moved in the page: the text stays and it still sends (UX-E6)', async () => {
    const composer = await given.compose({sendKey: 'enter'});
    type(area(composer), 'hello');
    const other = document.createElement('div');
    document.body.append(other);
    other.append(composer);
    await settled(composer);
    expect(composer.value).to.equal('hello');
    area(composer).focus();
    press('Enter');
    await microtasks();
    expect(given.sends).to.deep.equal(['send a hello']);
    other.remove();
  });

  it('leaves nothing behind (UX-E6)', async () => {
    const before = given.chat.listeners;
    const composer = await given.compose();
    type(area(composer), 'x');
    expect(given.chat.listeners).to.be.greaterThan(before);
    unmountAll();
    expect(given.chat.listeners).to.equal(before);
  });
});
