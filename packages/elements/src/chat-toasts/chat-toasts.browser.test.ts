import {expect} from 'chai';
import {ear, fakeTimers, faults, focused, inside, mount, settled, unmountAll} from '../../test/fixture.js';
import type {ChatToasts} from './chat-toasts.js';
import './define.js';

describe('chat-toasts', () => {
  let restore = () => {};
  afterEach(() => {
    unmountAll();
    restore();
    restore = () => {};
  });
  const texts = (toasts: ChatToasts) =>
    [...(toasts.shadowRoot?.querySelectorAll('.toast') ?? [])].map((toast) => toast.textContent?.trim());
  async function open() {
    const toasts = await mount('chat-toasts');
    const timers = fakeTimers();
    restore = timers.restore;
    return {toasts, timers};
  }

  it('are said once and go after six seconds (UX-N5ab, WCAG 2.2.1)', async () => {
    const {toasts, timers} = await open();
    const heard = ear();
    try {
      toasts.show('Copied');
      await settled(toasts);
      expect(texts(toasts)).to.deep.equal(['Copied']);
      expect(heard.lines).to.deep.equal(['Copied']);
      await timers.tick(5_900);
      await settled(toasts);
      expect(texts(toasts)).to.deep.equal(['Copied']);
      await timers.tick(200);
      await settled(toasts);
      expect(texts(toasts)).to.deep.equal([]);
    } finally {
      heard.stop();
    }
  });

  it('wait while a pointer or the focus is on one of them (UX-N5a, WCAG 2.2.1)', async () => {
    const {toasts, timers} = await open();
    toasts.show('One');
    await settled(toasts);
    inside(toasts, '.toast').dispatchEvent(new PointerEvent('pointerenter'));
    await timers.tick(60_000);
    await settled(toasts);
    expect(texts(toasts)).to.deep.equal(['One']);
    inside(toasts, '.toast').dispatchEvent(new PointerEvent('pointerleave'));
    await timers.tick(6_100);
    await settled(toasts);
    expect(texts(toasts)).to.deep.equal([]);
  });

  it('what failed stays until it is closed, and takes no focus (UX-N5ab)', async () => {
    const {toasts, timers} = await open();
    const before = focused();
    toasts.show('That did not work', {isError: true});
    await settled(toasts);
    await timers.tick(60_000);
    await settled(toasts);
    expect(texts(toasts)).to.deep.equal(['That did not work']);
    expect(focused() === before).to.equal(true);
    inside(toasts, 'button').click();
    await settled(toasts);
    expect(texts(toasts)).to.deep.equal([]);
  });

  it('are three at most, and the same text stands once', async () => {
    const {toasts} = await open();
    for (const text of ['a', 'b', 'c', 'b', 'd']) toasts.show(text);
    await settled(toasts);
    expect(texts(toasts)).to.deep.equal(['c', 'b', 'd']);
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`are accessible in ${scheme}`, async () => {
      const toasts = await mount('chat-toasts');
      toasts.show('Copied');
      toasts.show('That did not work', {isError: true});
      await settled(toasts);
      expect(await faults(toasts, scheme)).to.deep.equal([]);
    });
  }
});
