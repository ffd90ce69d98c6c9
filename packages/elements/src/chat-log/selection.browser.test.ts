import type {Message} from '@parlor/sdk';
import {sendMouse} from '@web/test-runner-commands';
import {expect} from 'chai';
import {frame, frames, message, messages, mount, rowOf, scrollBy, until} from './chat-log.fixture.js';
import type {ChatLog} from './chat-log.js';
import './define.js';

describe('a selection over several messages', () => {
  let log: ChatLog;
  afterEach(() => {
    getSelection()?.removeAllRanges();
    log.remove();
  });

  const textOf = (key: string): Node =>
    document
      .createTreeWalker(rowOf(log, key)?.shadowRoot?.querySelector('.body') as Element, NodeFilter.SHOW_TEXT)
      .nextNode() as Node;

  /** Where on the screen a character of a message stands. */
  function place(key: string, offset: number): [number, number] {
    const range = document.createRange();
    range.setStart(textOf(key), offset);
    range.setEnd(textOf(key), offset + 1);
    const {left, top, height} = range.getBoundingClientRect();
    return [Math.round(left + 1), Math.round(top + height / 2)];
  }

  async function drag(from: [number, number], to: [number, number]): Promise<void> {
    await sendMouse({type: 'move', position: from});
    await sendMouse({type: 'down'});
    await sendMouse({type: 'move', position: [to[0], to[1] - 2]});
    await sendMouse({type: 'move', position: to});
    await sendMouse({type: 'up'});
    await frames(3);
  }

  function copied(): {text: string; html: string; isOurs: boolean} {
    const event = new ClipboardEvent('copy', {
      clipboardData: new DataTransfer(),
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    let [text, html] = ['', ''];
    // Firefox empties the data when the event is over.
    const read = ({clipboardData}: ClipboardEvent) => {
      text = clipboardData?.getData('text/plain') ?? '';
      html = clipboardData?.getData('text/html') ?? '';
    };
    log.addEventListener('copy', read, {once: true});
    log.shadowRoot?.querySelector('chat-message')?.dispatchEvent(event);
    return {text, html, isOurs: event.defaultPrevented};
  }

  const shown = (): Message[] => [
    message(1, {text: 'The first one'}),
    message(2, {sender: 'bob', text: 'Second <b>of</b>\ntwo lines'}),
    message(3, {own: true, text: 'And the third'}),
  ];

  it('is copied with who wrote what and when, as text and as HTML (UX-L14a)', async () => {
    log = await mount({messages: shown()});
    await drag(place('m1', 4), place('m3', 7));
    await until('it is ours', () => copied().isOurs);
    const {text, html} = copied();
    const blocks = text.split('\n\n').map((block) => block.split('\n'));
    expect(blocks.map(([head]) => head?.split(',')[0])).to.deep.equal(['Ann Lee', 'Bob Ray', 'You']);
    expect(blocks.every(([head]) => /2026.*\d:\d\d/.test(head ?? ''))).to.equal(true);
    expect(blocks.slice(0, 2).map(([, ...lines]) => lines)).to.deep.equal([
      ['first one'],
      ['Second <b>of</b>', 'two lines'],
    ]);
    // Engines differ in where a selection over several shadow roots ends.
    expect(blocks[2]?.[1]).to.match(/^And the/);
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    expect([...parsed.querySelectorAll('b')].map((name) => name.textContent?.split(',')[0])).to.deep.equal([
      'Ann Lee',
      'Bob Ray',
      'You',
    ]);
    expect(parsed.querySelectorAll('p').length).to.equal(3);
  });

  it('within one message is the browser’s own work', async () => {
    log = await mount({messages: shown()});
    await drag(place('m2', 0), place('m2', 5));
    await frames(5);
    expect(copied().isOurs).to.equal(false);
  });

  it('keeps its messages in the page, however far the reader scrolls (UX-L14b)', async () => {
    log = await mount({messages: messages(1, 400), virtual: 'always'});
    const last = log.visibleRange.last as string;
    const first = `m${Number(last.slice(1)) - 2}`;
    const middle = `m${Number(last.slice(1)) - 1}`;
    await drag(place(first, 0), place(last, 2));
    await until('it is ours', () => copied().isOurs);
    const {text} = copied();
    const row = rowOf(log, middle);
    for (let i = 0; i < 12; i++) {
      scrollBy(log, 700);
      await frame();
    }
    await frames(12);
    expect(rowOf(log, middle)).to.equal(row);
    expect(copied().text).to.equal(text);
    getSelection()?.removeAllRanges();
    scrollBy(log, 900);
    await frames(12);
    expect(rowOf(log, middle)).to.equal(undefined);
  });
});
