import {expect} from 'chai';
import {area, composing, microtasks} from '../../test/composing.js';
import {press, type} from '../../test/fixture.js';

describe('chat-composer: input methods', () => {
  const given = composing();

  describe('input methods (UX-C2)', () => {
    type Step = ['start' | 'update' | 'end'] | ['key', KeyboardEventInit & {key: string; keyCode?: number}];
    const key = (name: string, more: object = {}): Step => ['key', {key: name, ...more}];
    /** What each engine tells while somebody writes a word, chooses it with Enter, and then sends it with Enter. */
    const fixtures: Record<string, {inside: Step[]; after: Step[]}> = {
      'Japanese in Chromium': {
        inside: [
          ['start'],
          ['update'],
          key('Process', {keyCode: 229, isComposing: true}),
          key('Enter', {keyCode: 229, isComposing: true}),
          ['end'],
        ],
        after: [key('Enter', {keyCode: 13})],
      },
      'Japanese in Firefox': {
        inside: [
          ['start'],
          ['update'],
          key('Process', {keyCode: 229, isComposing: true}),
          key('Enter', {keyCode: 13, isComposing: true}),
          ['end'],
        ],
        after: [key('Enter', {keyCode: 13})],
      },
      'Japanese in Safari, which ends the composition first': {
        inside: [['start'], ['update'], ['end'], key('Enter', {keyCode: 229})],
        after: [key('Enter', {keyCode: 13})],
      },
      'Chinese in Chromium, letters taken by Enter': {
        inside: [['start'], ['update'], key('Enter', {keyCode: 229, isComposing: true}), ['end']],
        after: [key('Enter', {keyCode: 13})],
      },
      'Chinese in Safari, without the key code': {
        inside: [['start'], ['update'], ['end'], key('Enter', {keyCode: 13})],
        after: [key('Enter', {keyCode: 13})],
      },
      'Chinese in Firefox': {
        inside: [['start'], ['update'], key('Enter', {keyCode: 13, isComposing: true}), ['end']],
        after: [key('Enter', {keyCode: 13})],
      },
      'Korean in Firefox, a syllable ended by the next letter': {
        inside: [['start'], ['update'], key('Process', {keyCode: 229, isComposing: true}), ['end']],
        after: [key('Enter', {keyCode: 13})],
      },
      'Korean in Safari, a syllable ended by the space': {
        inside: [['start'], ['update'], ['end'], key(' ', {keyCode: 229})],
        after: [key('Enter', {keyCode: 13})],
      },
      'Korean in Chromium, sent by the first Enter after the syllable': {
        inside: [['start'], ['update'], key('Enter', {keyCode: 229, isComposing: true}), ['end']],
        after: [key('Enter', {keyCode: 13})],
      },
    };
    const play = async (field: HTMLTextAreaElement, steps: Step[]) => {
      for (const [what, init] of steps) {
        if (what === 'key') press(init.key, init);
        else
          field.dispatchEvent(new CompositionEvent(`composition${what}`, {bubbles: true, composed: true, data: '語'}));
        // as between any two events of a browser
        await Promise.resolve();
      }
    };
    for (const [name, {inside: steps, after}] of Object.entries(fixtures)) {
      it(`${name}: nothing is sent inside, one message after`, async () => {
        const composer = await given.compose({sendKey: 'enter'});
        type(area(composer), '日本');
        await play(area(composer), steps);
        expect(given.sends, 'inside').to.deep.equal([]);
        await microtasks();
        await play(area(composer), after);
        expect(given.sends, 'after').to.deep.equal(['send a 日本']);
      });
    }
  });
});
