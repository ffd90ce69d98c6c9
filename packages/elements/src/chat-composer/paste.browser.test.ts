import {expect} from 'chai';
import {area, composing, microtasks} from '../../test/composing.js';
import {until} from '../../test/fixture.js';
import type {ChatComposer} from './chat-composer.js';

describe('chat-composer: pasting (UX-C10a)', () => {
  const given = composing();
  /** Answers whether the browser may paste by itself. */
  const paste = (composer: ChatComposer, data: Record<string, string>) => {
    const clipboardData = new DataTransfer();
    for (const [type, text] of Object.entries(data)) clipboardData.setData(type, text);
    area(composer).focus();
    const event = new ClipboardEvent('paste', {bubbles: true, composed: true, cancelable: true});
    // Firefox gives an event that a script made an empty clipboard of its own
    Object.defineProperty(event, 'clipboardData', {value: clipboardData});
    return area(composer).dispatchEvent(event);
  };

  it('rich text comes with the markup of the box, at the caret', async () => {
    const composer = await given.compose();
    const html = '<p>Take <b>both</b> keys</p>';
    expect(paste(composer, {'text/plain': 'Take both keys', 'text/html': html})).to.equal(false);
    await until(() => composer.value);
    expect(composer.value).to.equal('Take **both** keys');
  });

  for (const [name, data] of [
    ['text alone', {'text/plain': 'a < b'}],
    ['code with its colours', {'text/plain': 'let a', 'text/html': '<div style="color:red"><span>let</span> a</div>'}],
    ['a table from Excel', {'text/plain': 'a\tb', 'text/html': '<table><tr><td><b>a</b><td>b</table>'}],
    ['a picture', {'text/html': '<img src="https://a.example/x.png">'}],
  ] as const) {
    it(`${name} is left to the browser`, async () => {
      const composer = await given.compose();
      expect(paste(composer, data)).to.equal(true);
    });
  }

  it('what was pasted just before the conversation changed is not written into the next one', async () => {
    const composer = await given.compose();
    paste(composer, {'text/plain': 'for Ann', 'text/html': '<b>for Ann</b>'});
    composer.conversation = 'b';
    await import('./paste-html.js');
    await microtasks();
    expect(composer.value).to.equal('');
  });
});
