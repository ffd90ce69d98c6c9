import {expect} from 'chai';
import {frames, message, people, until} from '../chat-log/chat-log.fixture.js';
import type {ChatReplyEvent} from '../events.js';
import type {ChatMessage} from './chat-message.js';
import '../chat-receipt/define.js';
import './define.js';

describe('a finger that draws a message aside answers it (UX-M8c, WCAG 2.5.7)', () => {
  let element: ChatMessage;
  let replies: ChatReplyEvent[];
  afterEach(() => {
    element.remove();
    document.documentElement.removeAttribute('dir');
  });
  async function mount(over: Parameters<typeof message>[1] = {}): Promise<void> {
    element = document.createElement('chat-message');
    Object.assign(element, {message: message(1, over), sender: people[0], me: 'me'});
    document.body.append(element);
    await element.updateComplete;
    replies = [];
    element.addEventListener('chat-reply', (event) => replies.push(event as ChatReplyEvent));
    element.dispatchEvent(new Event('pointerenter'));
    // what a finger needs is loaded by the first touch
    touch('pointerdown', 0, 0);
    touch('pointercancel', 0, 0);
    await until('the swipe', () => {
      touch('pointerdown', 100, 20);
      touch('pointermove', 150, 20);
      touch('pointermove', 160, 20);
      const isThere = row().dataset.swipe !== undefined || element.message?.deleted === true;
      touch('pointercancel', 160, 20);
      return isThere;
    });
  }
  const row = () => element.shadowRoot?.querySelector('article') as HTMLElement;
  function touch(type: string, clientX: number, clientY: number, at: Element | null = row()): void {
    at?.dispatchEvent(
      new PointerEvent(type, {pointerType: 'touch', bubbles: true, composed: true, clientX, clientY, isPrimary: true}),
    );
  }
  /** Draws along a path; answers what was shown just before the finger was lifted. */
  function swipe(path: [x: number, y: number][], end = 'pointerup'): string | undefined {
    touch('pointerdown', 100, 20);
    for (const [x, y] of path) touch('pointermove', x, y);
    const shown = row().dataset.swipe;
    const [x, y] = path.at(-1) ?? [100, 20];
    touch(end, x, y);
    return shown;
  }

  it('towards its end, far enough; and the row goes back', async () => {
    await mount();
    expect(
      swipe([
        [140, 22],
        [200, 22],
      ]),
    ).to.equal('Reply');
    expect(replies.map(({message: {id}}) => id)).to.deep.equal(['m1']);
    expect(row().dataset.swipe).to.equal(undefined);
    expect(row().style.getPropertyValue('--_aside')).to.equal('');
  });

  it('not after a short way, not towards its start, not while scrolling, not when the browser takes the finger', async () => {
    await mount();
    expect(
      swipe([
        [140, 22],
        [150, 22],
      ]),
    ).to.equal('Reply');
    expect(
      swipe([
        [60, 22],
        [0, 22],
      ]),
    ).to.equal(undefined);
    expect(
      swipe([
        [101, 60],
        [240, 60],
      ]),
    ).to.equal(undefined);
    expect(
      swipe(
        [
          [140, 22],
          [240, 22],
        ],
        'pointercancel',
      ),
    ).to.equal('Reply');
    await frames(3);
    expect(replies.length).to.equal(0);
  });

  it('from right to left it goes the other way', async () => {
    document.documentElement.dir = 'rtl';
    element = document.createElement('chat-message');
    Object.assign(element, {message: message(1), sender: people[0], me: 'me'});
    document.body.append(element);
    await element.updateComplete;
    element.dispatchEvent(new Event('pointerenter'));
    replies = [];
    element.addEventListener('chat-reply', (event) => replies.push(event as ChatReplyEvent));
    await until('an answer', () => {
      swipe([
        [60, 22],
        [0, 22],
      ]);
      return replies.length > 0;
    });
    const before = replies.length;
    expect(
      swipe([
        [140, 22],
        [200, 22],
      ]),
    ).to.equal(undefined);
    expect(replies.length).to.equal(before);
  });

  it('not what cannot be answered', async () => {
    await mount({deleted: true, text: ''});
    expect(
      swipe([
        [140, 22],
        [200, 22],
      ]),
    ).to.equal(undefined);
    expect(replies.length).to.equal(0);
  });

  it('sideways is left to the log, down and up to the browser', async () => {
    await mount();
    expect(getComputedStyle(row()).touchAction).to.equal('pan-y pinch-zoom');
  });
});
