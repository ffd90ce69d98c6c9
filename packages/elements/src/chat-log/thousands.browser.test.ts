import {expect} from 'chai';
import {frame, frames, message, messages, people, rowOf, scrollBy, scrollerOf, textTop} from './chat-log.fixture.js';
import type {ChatLog} from './chat-log.js';
import './define.js';

const system = (n: number) => ({...message(n), content: {...message(n).content, kind: 'system'}});

describe('thousands of messages at once (UX-V4)', () => {
  let log: ChatLog;
  afterEach(() => log.remove());

  /** As it is before any frame. */
  async function begin(properties: Partial<ChatLog>): Promise<void> {
    log = document.createElement('chat-log');
    log.style.cssText = 'display:block;inline-size:420px;block-size:600px';
    Object.assign(log, {members: people, ...properties});
    document.body.append(log);
    await log.updateComplete;
  }
  const height = (): number => scrollerOf(log).scrollHeight;

  it('the first picture waits only for the end of the list; the rest comes a few frames later and moves nothing (UX-V1)', async () => {
    await begin({messages: messages(1, 5_000)});
    expect(rowOf(log, 'm5000'), 'the newest is drawn').not.to.equal(undefined);
    expect(height(), 'of 5,000').to.be.below(60_000);
    const places = new Set<number>();
    for (let i = 0; i < 12; i++) {
      await frame();
      places.add(textTop(log, 'm5000'));
    }
    expect(height()).to.be.above(150_000);
    expect([...places]).to.have.length(1);
  });

  it('a message far above is found before the rest has come', async () => {
    await begin({messages: messages(1, 5_000)});
    expect(await log.goTo('m7', {flash: false})).to.equal(true);
    expect(textTop(log, 'm7')).to.be.within(0, 600);
    await frames(8);
    expect(textTop(log, 'm7')).to.be.within(0, 600);
  });

  it('who scrolls up at once, or is given one more message, has all of them', async () => {
    const all = messages(1, 5_001);
    await begin({messages: all.slice(0, -1)});
    scrollBy(log, 300);
    log.messages = all;
    await log.updateComplete;
    expect(height()).to.be.above(150_000);
    log.focusMessage('m1');
    expect(log.visibleRange.first).to.equal('m1');
  });

  it('many that are folded into one line do not leave the view empty', async () => {
    const all = [...messages(1, 800), ...Array.from({length: 400}, (_, i) => system(801 + i))];
    await begin({messages: all});
    expect(rowOf(log, 'm800'), 'above the folded ones').not.to.equal(undefined);
    expect(log.visibleRange.last).to.equal('m800');
  });

  it('one that is to be opened elsewhere is opened there', async () => {
    await begin({messages: messages(1, 5_000), openAt: 'message', startMessage: 'm30'});
    const before = textTop(log, 'm30');
    expect(before).to.be.within(100, 300);
    await frames(8);
    expect(textTop(log, 'm30')).to.equal(before);
  });

  it('one that is taken out of the page meanwhile has all of them when it is back', async () => {
    await begin({messages: messages(1, 5_000)});
    log.remove();
    await frames(6);
    document.body.append(log);
    await log.updateComplete;
    await frames(3);
    expect(height()).to.be.above(150_000);
    expect(log.atEnd).to.equal(true);
  });
});
