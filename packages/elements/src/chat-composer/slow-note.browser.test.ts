import {expect} from 'chai';
import {area, composing} from '../../test/composing.js';
import {ear, fakeTimers, faults, settled, type} from '../../test/fixture.js';
import type {ChatComposer} from './chat-composer.js';

const note = (composer: ChatComposer): string | undefined =>
  composer.shadowRoot?.querySelector('.note')?.textContent ?? undefined;

describe('chat-composer: slow mode (PWP-SLOW-004)', () => {
  const given = composing();
  let timers: ReturnType<typeof fakeTimers>;
  beforeEach(() => {
    given.chat.conversation('b').change({slowSeconds: 30});
  });
  afterEach(() => timers?.restore());

  /** Both clocks: that of the timers and that of the page. */
  async function pass(composer: ChatComposer, ms: number): Promise<void> {
    given.chat.now += ms;
    await timers.tick(ms);
    await settled(composer);
  }
  async function compose(): Promise<ChatComposer> {
    const composer = await given.compose({conversation: 'b', sendKey: 'enter'});
    composer.settings = {...composer.settings, now: () => given.chat.now};
    timers = fakeTimers();
    await settled(composer);
    return composer;
  }

  it('says how long lies between two messages, and what is left of it after one, without moving anything', async () => {
    const composer = await compose();
    expect(note(composer)).to.equal('Slow mode: 30 seconds between messages');
    const {height} = composer.getBoundingClientRect();
    type(area(composer), 'one');
    composer.send();
    await pass(composer, 0);
    expect(note(composer)).to.equal('Slow mode: next message in 30 seconds');
    await pass(composer, 1_000);
    expect(note(composer)).to.equal('Slow mode: next message in 29 seconds');
    await pass(composer, 28_000);
    expect(note(composer)).to.equal('Slow mode: next message in 1 second');
    expect(composer.getBoundingClientRect().height).to.equal(height);
    await pass(composer, 1_000);
    expect(note(composer)).to.equal('Slow mode: 30 seconds between messages');
  });

  it('keeps nobody from writing on, and speaks of no second by itself', async () => {
    const composer = await compose();
    const heard = ear();
    for (const text of ['one', 'two']) {
      type(area(composer), text);
      composer.send();
      await pass(composer, 1_000);
    }
    expect(given.sends).to.deep.equal(['send b one', 'send b two']);
    await pass(composer, 5_000);
    heard.stop();
    expect(heard.lines).to.deep.equal([]);
    expect(area(composer).getAttribute('aria-describedby')).to.equal('note');
  });

  it('counts on for a message of before, by its time', async () => {
    given.chat.conversation('b').receive('me', 'from my phone', {at: given.chat.now - 10_000});
    expect(note(await compose())).to.equal('Slow mode: next message in 20 seconds');
  });

  it('is no matter of moderators, nor of a conversation without it', async () => {
    given.chat.conversation('b').change({role: 'moderator'});
    const composer = await compose();
    expect(note(composer)).to.equal(undefined);
    given.chat.conversation('b').change({role: 'member', slowSeconds: 0});
    await settled(composer);
    expect(note(composer)).to.equal(undefined);
  });

  it('counts no more when it is gone', async () => {
    const composer = await compose();
    given.chat.conversation('b').receive('me', 'one');
    await settled(composer);
    composer.remove();
    expect(given.chat.listeners).to.equal(0);
    await pass(composer, 60_000);
  });

  it('has no accessibility faults', async () => {
    const composer = await given.compose({conversation: 'b'});
    for (const scheme of ['light', 'dark'] as const) expect(await faults(composer, scheme)).to.deep.equal([]);
  });
});
