import {sendMouse} from '@web/test-runner-commands';
import {expect} from 'chai';
import {type FakeChat, fakeChat, startedAt} from '../../test/fake-chat.js';
import {ear, faults, has, inside, mount, settled, unmountAll, until} from '../../test/fixture.js';
import {ChatSubmittedEvent} from '../events.js';
import type {ChatNotices} from './chat-notices.js';
import './define.js';
import '../chat-provider/define.js';

describe('the offer of desktop notices (UX-N4b)', () => {
  const real = globalThis.Notification;
  const day = 86_400_000;
  let chat: FakeChat;
  let now: number;
  const asked: string[] = [];
  const browser = {permission: 'default', answer: 'granted'};

  beforeEach(() => {
    localStorage.removeItem('parlor-notices-dismissed');
    asked.length = 0;
    Object.assign(browser, {permission: 'default', answer: 'granted'});
    chat = fakeChat();
    now = startedAt;
    const fake = {
      get permission() {
        return browser.permission;
      },
      requestPermission: async () => {
        asked.push('asked');
        browser.permission = browser.answer;
        return browser.answer;
      },
    };
    Object.assign(globalThis, {Notification: fake});
  });
  afterEach(() => {
    Object.assign(globalThis, {Notification: real});
    localStorage.removeItem('parlor-notices-dismissed');
    unmountAll();
  });

  async function open(properties: Partial<ChatNotices> = {}): Promise<ChatNotices> {
    const provider = await mount('chat-provider', {chat, now: () => now});
    const element = Object.assign(document.createElement('chat-notices'), {desktop: true, offer: true, ...properties});
    provider.append(element);
    await settled(element);
    return element;
  }
  const sendOne = async (element: ChatNotices) => {
    document.body.dispatchEvent(new ChatSubmittedEvent('a', 'm1'));
    await settled(element);
  };
  /** As a hand does it: only that counts as a gesture. */
  const click = async (element: HTMLElement) => {
    const {left, top, width, height} = element.getBoundingClientRect();
    await sendMouse({type: 'click', position: [Math.round(left + width / 2), Math.round(top + height / 2)]});
  };

  it('is not there before the reader has sent something, and then it is', async () => {
    const element = await open();
    expect(has(element, '.offer')).to.equal(false);
    await sendOne(element);
    expect(inside(element, '.offer').getAttribute('role')).to.equal('group');
    expect(await faults(element)).to.deep.equal([]);
    expect(await faults(element, 'dark')).to.deep.equal([]);
    expect(asked, 'nothing was asked for').to.deep.equal([]);
  });

  for (const [why, properties, permission] of [
    ['nobody wants it', {offer: false}, 'default'],
    ['notices are not wanted', {desktop: false}, 'default'],
    ['the browser has allowed them', {}, 'granted'],
    ['the browser has refused them', {}, 'denied'],
  ] as const) {
    it(`never comes where ${why}`, async () => {
      browser.permission = permission;
      const element = await open(properties);
      await sendOne(element);
      expect(has(element, '.offer')).to.equal(false);
    });
  }

  it('“Not now” is kept for thirty days', async () => {
    const element = await open();
    await sendOne(element);
    inside(element, '.offer button:last-child').click();
    await settled(element);
    expect(has(element, '.offer')).to.equal(false);
    now += 30 * day - 1;
    await sendOne(element);
    expect(has(element, '.offer'), 'nearly thirty days').to.equal(false);
    now += 2;
    await sendOne(element);
    expect(has(element, '.offer'), 'thirty days').to.equal(true);
  });

  for (const [answer, words] of [
    ['granted', 'You will be told'],
    ['denied', 'blocks notifications'],
  ] as const) {
    it(`a click asks the browser, and what it answers is said: ${answer} (UX-N4a)`, async () => {
      browser.answer = answer;
      const element = await open();
      await sendOne(element);
      const heard = ear();
      try {
        await click(inside(element, '.yes'));
        await until(() => asked.length === 1);
        await until(() => heard.lines.length > 0, 'it is said');
        expect(heard.lines[0]).to.contain(words);
        await settled(element);
        expect(has(element, '.offer')).to.equal(false);
      } finally {
        heard.stop();
      }
    });
  }
});
