import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {fakeTimers, listen, mount, unmountAll} from '../../test/fixture.js';
import type {ChatNotices} from './chat-notices.js';
import './define.js';

describe('chat-notices', () => {
  let chat: FakeChat;
  let restore = () => {};
  const cancel = (event: Event) => event.preventDefault();
  beforeEach(() => {
    localStorage.removeItem('parlor-notices-dismissed');
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.add('a', {peer: 'ann'}).receive('ann', 'old');
    chat.now += 1_000;
  });
  afterEach(() => {
    document.removeEventListener('chat-sound', cancel);
    unmountAll();
    restore();
    restore = () => {};
  });
  async function open(properties: Partial<ChatNotices> = {}) {
    const element = await mount('chat-notices', {chat, sound: 'on', ...properties});
    const timers = fakeTimers();
    restore = timers.restore;
    const sounds = listen('chat-sound');
    // nothing is to be heard here
    document.addEventListener('chat-sound', cancel);
    const receive = async (text: string) => {
      chat.now += 1_000;
      chat.conversation('a').receive('ann', text);
      await timers.tick(700);
    };
    return {element, timers, sounds, receive};
  }

  it('a new message is a sound, once; what was there before is not (UX-N3ab)', async () => {
    const {sounds, receive, timers} = await open();
    await timers.tick(2_000);
    expect(sounds.length).to.equal(0);
    await receive('new');
    expect(sounds.map(({conversations}) => [...conversations])).to.deep.equal([['a']]);
  });

  for (const [why, arrange] of [
    ['it is muted', () => chat.conversation('a').change({mutedUntil: Number.MAX_SAFE_INTEGER})],
    ['another tab leads', () => chat.connection.set({...chat.connection.get(), leading: false})],
    ['the user is not to be disturbed', () => void chat.person('me', {presence: 'dnd'})],
  ] as const) {
    it(`no sound where ${why} (UX-N3b)`, async () => {
      const {sounds, receive} = await open();
      arrange();
      await receive('new');
      expect(sounds.length).to.equal(0);
    });
  }

  it('no sound without the attribute, nor for what is read at once (UX-N3ab)', async () => {
    const {element, sounds, receive, timers} = await open();
    element.removeAttribute('sound');
    element.sound = undefined as never;
    await receive('new');
    element.sound = 'on';
    chat.now += 1_000;
    chat.conversation('a').receive('ann', 'seen');
    chat.conversation('a').markRead(chat.conversation('a').history.length);
    await timers.tick(700);
    expect(sounds.length).to.equal(0);
  });

  it('one sound in three seconds (UX-N3a)', async () => {
    const {sounds, receive, timers} = await open();
    // before the first gesture in a page its own sound is silent
    document.removeEventListener('chat-sound', cancel);
    await receive('one');
    await receive('two');
    expect(sounds.length).to.equal(1);
    await timers.tick(3_000);
    await receive('three');
    expect(sounds.length).to.equal(2);
  });

  it('a cancelled chat-sound makes no sound, and does not count as one (UX-N3c)', async () => {
    const {sounds, receive} = await open();
    await receive('one');
    await receive('two');
    // nothing was played, so the second is not too soon
    expect(sounds.length).to.equal(2);
    expect(sounds.every(({defaultPrevented}) => defaultPrevented)).to.equal(true);
  });

  describe('on the desktop', () => {
    const real = globalThis.Notification;
    const shown: {title: string; body?: string; tag?: string; isClosed: boolean; onclick?: () => void}[] = [];
    let visibility: DocumentVisibilityState = 'hidden';
    beforeEach(() => {
      shown.length = 0;
      class Fake {
        static permission = 'granted';
        isClosed = false;
        readonly title: string;
        constructor(title: string, options: NotificationOptions) {
          this.title = title;
          Object.assign(this, options);
          shown.push(this);
        }
        close(): void {
          this.isClosed = true;
        }
      }
      Object.assign(globalThis, {Notification: Fake});
      Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => visibility});
    });
    afterEach(() => {
      Object.assign(globalThis, {Notification: real});
      Reflect.deleteProperty(document, 'visibilityState');
      visibility = 'hidden';
    });
    const told = async (count: number) => {
      for (let i = 0; i < 50 && shown.length < count; i++) await new Promise(requestAnimationFrame);
    };

    it('tells who wrote but not what, and goes when it was read anywhere (UX-N4cd)', async () => {
      const {receive} = await open({desktop: true});
      await receive('secret');
      await told(1);
      expect(shown.map(({title, body, tag}) => [title, body, tag])).to.deep.equal([
        ['Ann Lee', 'New message', 'parlor a'],
      ]);
      chat.conversation('a').markRead(2);
      expect(shown[0]?.isClosed).to.equal(true);
    });

    it('tells nothing while the page is on the screen (UX-N4e)', async () => {
      visibility = 'visible';
      const {receive, sounds} = await open({desktop: true});
      await receive('new');
      await told(1);
      expect(shown.length).to.equal(0);
      expect(sounds.length, 'the sound is for that').to.equal(1);
    });

    for (const [privacy, title, body] of [
      ['text', 'Ann Lee', 'secret'],
      ['nothing', 'New message', ''],
    ] as const) {
      it(`notice-privacy="${privacy}" (UX-N4d)`, async () => {
        const {receive} = await open({desktop: true, privacy});
        await receive('secret');
        await told(1);
        expect(shown.map((one) => [one.title, one.body])).to.deep.equal([[title, body]]);
      });
    }

    it('news in four conversations at once is one notice, and a cancelled one is none (UX-N4c, UX-E5)', async () => {
      for (const id of ['b', 'c', 'd']) chat.add(id, {title: id}).receive('ann', 'old');
      chat.now += 1_000;
      const {element, timers} = await open({desktop: true});
      const news = async () => {
        chat.now += 1_000;
        for (const id of ['a', 'b', 'c', 'd']) chat.conversation(id).receive('ann', 'new');
        await timers.tick(700);
      };
      await news();
      await told(1);
      expect(shown.map(({title}) => title)).to.deep.equal(['New messages in 4 conversations']);
      element.addEventListener('chat-notice', (event) => event.preventDefault());
      await news();
      await told(2);
      expect(shown.length).to.equal(1);
    });

    it('a notice that is chosen opens its conversation in the element named in `for`', async () => {
      const target = Object.assign(document.createElement('div'), {id: 'box-7', conversation: ''});
      document.body.append(target);
      const {receive} = await open({desktop: true, for: 'box-7'});
      await receive('new');
      await told(1);
      shown[0]?.onclick?.();
      expect(target.conversation).to.equal('a');
      target.remove();
    });
  });

  it('asks for no permission by itself, and outside a gesture it rejects (UX-N4a)', async () => {
    const {element} = await open({desktop: true});
    let error: unknown;
    await element.requestNotifications().catch((reason: unknown) => (error = reason));
    expect(String(error)).to.contain('gesture');
  });

  it('leaves nothing behind (UX-E6)', async () => {
    const before = chat.listeners;
    const element = await mount('chat-notices', {chat});
    element.remove();
    expect(chat.listeners).to.equal(before);
  });
});
