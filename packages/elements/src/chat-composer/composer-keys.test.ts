import assert from 'node:assert/strict';
import {test} from 'node:test';
import {written} from '../internal/keymap.js';
import {enterSends, sends} from './composer-keys.js';

const key = (name: string, more: Partial<KeyboardEvent> = {}) => ({
  ...{key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false},
  ...more,
});

test('UX-C1ab: Enter sends where it may, with Control or Command always, with Shift or Alt never', () => {
  const table = [
    [{}, true, true],
    [{}, false, false],
    [{ctrlKey: true}, false, true],
    [{metaKey: true}, true, true],
    [{shiftKey: true}, true, false],
    [{altKey: true}, true, false],
    [{ctrlKey: true, shiftKey: true}, true, false],
  ] as const;
  for (const [more, byEnter, expected] of table) {
    const pressed = key('Enter', more);
    assert.equal(sends(pressed, byEnter), expected, `${written(pressed)} with ${byEnter}`);
  }
});

test('UX-C1c: where a finger types, Enter breaks the line unless it is set to send', () => {
  const pointer = (is: 'coarse' | 'fine') =>
    Object.assign(globalThis, {matchMedia: (query: string) => ({matches: query.includes(is)})});
  try {
    pointer('coarse');
    assert.equal(enterSends(undefined), false);
    assert.equal(enterSends('enter'), true);
    pointer('fine');
    assert.equal(enterSends(undefined), true);
    assert.equal(enterSends('mod-enter'), false);
  } finally {
    Reflect.deleteProperty(globalThis, 'matchMedia');
  }
});
