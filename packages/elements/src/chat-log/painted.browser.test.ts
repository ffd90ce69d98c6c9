import {expect} from 'chai';
import {FakeChat} from '../../test/fake-chat.js';
import {frame, frames, messages, mount, rowOf, scrollBy, scrollerOf, until} from './chat-log.fixture.js';
import type {ChatLog} from './chat-log.js';
import {forgetPositions, keepPosition} from './positions.js';
import './define.js';

describe('what is painted', () => {
  let log: ChatLog;
  afterEach(async () => {
    log.remove();
    await frame();
  });

  it('UX-V6: in 1,000 frames at 6,000 px/s through 100,000 messages none is blank', async () => {
    log = await mount({messages: messages(1, 100_000)});
    await frames(5);
    const {left, top, width, height} = scrollerOf(log).getBoundingClientRect();
    /** Something of ours is in the middle of the view: asked before the list can answer the scroll, as it is painted. */
    const isBlank = (): boolean => {
      const found = (log.shadowRoot as ShadowRoot).elementFromPoint(left + width / 2, top + height / 2);
      return !found?.closest('.rows > *');
    };
    let blank = 0;
    for (let i = 0; i < 1000; i++) {
      scrollBy(log, i < 800 ? 100 : -100);
      if (isBlank()) blank++;
      await frame();
      if (isBlank()) blank++;
    }
    expect(blank).to.equal(0);
    const scrolled = -scrollerOf(log).scrollTop;
    expect(scrolled, 'it did scroll').to.be.greaterThan(50_000);
  }).timeout(120_000);

  describe('while a conversation opens (UX-V7)', () => {
    let chat: FakeChat;
    beforeEach(() => {
      sessionStorage.removeItem('chat-positions');
      forgetPositions();
      chat = new FakeChat();
      chat.add('c1', {peer: 'ann'}).fill(300);
    });
    const conversation = () => chat.conversation('c1');

    /** In which places each frame has shown a message, until nothing has changed for a while. */
    async function placesOf(key: string, properties: Partial<ChatLog>): Promise<Set<number>> {
      const places = new Set<number>();
      let isWatching = true;
      const look = (): void => {
        if (!isWatching) return;
        const scroller = log?.shadowRoot?.querySelector('.scroller');
        const row = log && rowOf(log, key);
        const isPainted = !!scroller && getComputedStyle(scroller).visibility === 'visible';
        const anyRow = scroller?.querySelector('chat-message');
        if (isPainted && anyRow)
          places.add(
            row ? Math.round(row.getBoundingClientRect().top - scroller.getBoundingClientRect().top) : Number.NaN,
          );
        requestAnimationFrame(look);
      };
      log = document.createElement('chat-log');
      log.style.cssText = 'display:block;inline-size:420px;block-size:600px';
      Object.assign(log, {chat, conversation: 'c1', readPolicy: 'manual', ...properties});
      requestAnimationFrame(look);
      document.body.append(log);
      await until('messages', () => places.size > 0);
      await frames(30);
      isWatching = false;
      return places;
    }

    const key = (at: number) => conversation().history.at(at)?.id ?? '';

    it('at the newest: no frame shows another place', async () => {
      const places = await placesOf(key(-1), {openAt: 'latest'});
      expect([...places].length, [...places].join()).to.equal(1);
    });

    it('at the first unread: no frame shows another place', async () => {
      for (let i = 0; i < 20; i++) conversation().receive('ann', `New ${i}\nof two lines`);
      const places = await placesOf(key(-20), {openAt: 'unread'});
      expect([...places].length, [...places].join()).to.equal(1);
      expect([...places][0]).to.be.within(100, 250);
    });

    it('at a message far away: no frame shows another place', async () => {
      const places = await placesOf(key(40), {openAt: 'message', startMessage: key(40)});
      expect([...places].length, [...places].join()).to.equal(1);
    });

    it('where the reader was: no frame shows another place', async () => {
      keepPosition('me', 'c1', {atEnd: false, key: key(-30), top: 77});
      const places = await placesOf(key(-30), {openAt: 'saved'});
      expect([...places].length, [...places].join()).to.equal(1);
      expect([...places][0]).to.be.closeTo(77, 1);
    });

    it('one conversation after another: no frame shows the new one at another place', async () => {
      chat.add('c2', {peer: 'ann'}).fill(100);
      log = await mount({chat, conversation: 'c2'});
      const newest = key(-1);
      const places = new Set<number>();
      log.conversation = 'c1';
      for (let i = 0; i < 30; i++) {
        await frame();
        const row = rowOf(log, newest);
        if (row) places.add(Math.round(row.getBoundingClientRect().top));
        const isOld = !!log.shadowRoot?.querySelector('chat-message') && !row;
        expect(isOld, `frame ${i} shows the one before`).to.equal(false);
      }
      expect([...places].length, [...places].join()).to.equal(1);
    });
  });
});
