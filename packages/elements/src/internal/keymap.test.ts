import assert from 'node:assert/strict';
import {test} from 'node:test';
import {actionOf, boxActions, keymap, logActions, messageActions, threadActions, written} from './keymap.js';

const key = (name: string, more: Partial<KeyboardEvent> = {}) => ({
  ...{key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false},
  ...more,
});
const inBox = (event: ReturnType<typeof key>, changed = {}) => actionOf(event, boxActions, changed);
const onMessage = (event: ReturnType<typeof key>, changed = {}) => actionOf(event, messageActions, changed);

test('UX-K13: Control or Command with B, I, E are bold, italic, code; nothing else is', () => {
  assert.equal(inBox(key('b', {ctrlKey: true})), 'bold');
  assert.equal(inBox(key('I', {metaKey: true})), 'italic');
  assert.equal(inBox(key('e', {ctrlKey: true})), 'code');
  assert.equal(inBox(key('b')), undefined);
  assert.equal(inBox(key('b', {ctrlKey: true, shiftKey: true})), undefined);
  assert.equal(inBox(key('ArrowUp')), 'editLast');
});

test('UX-K9: single keys on a message, whichever way a keyboard writes a sign', () => {
  assert.equal(onMessage(key('r')), 'reply');
  assert.equal(onMessage(key('+')), 'react');
  assert.equal(onMessage(key('+', {shiftKey: true})), 'react');
  assert.equal(onMessage(key('?', {shiftKey: true})), 'help');
  assert.equal(onMessage(key('Delete')), 'delete');
  assert.equal(onMessage(key('Delete', {shiftKey: true})), undefined);
  assert.equal(onMessage(key('R', {shiftKey: true})), undefined);
  assert.equal(onMessage(key('c', {ctrlKey: true})), undefined, 'copying text is the browser’s');
  assert.equal(onMessage(key('ArrowUp')), undefined, 'what is for the box does nothing here');
});

test('UX-K18: a keymap moves an action, or switches it off', () => {
  const changed = {bold: 'Mod+Shift+B', editLast: '', reply: 'Q'};
  assert.equal(inBox(key('b', {ctrlKey: true}), changed), undefined);
  assert.equal(inBox(key('B', {ctrlKey: true, shiftKey: true}), changed), 'bold');
  assert.equal(inBox(key('ArrowUp'), changed), undefined);
  assert.equal(inBox(key('i', {ctrlKey: true}), changed), 'italic');
  assert.equal(onMessage(key('q'), changed), 'reply');
  assert.equal(onMessage(key('r'), changed), undefined);
});

test('UX-K18: every key of the table is written as it is pressed, and none stands for two things in one place', () => {
  // on a message both of the last are heard
  for (const actions of [boxActions, [...messageActions, ...logActions]]) {
    const keys = actions.map((action) => keymap[action]);
    assert.equal(new Set(keys).size, keys.length);
  }
  assert.deepEqual(
    [...boxActions, ...messageActions, ...logActions, ...threadActions].sort(),
    Object.keys(keymap).sort(),
  );
  assert.equal(written(key('ArrowUp', {altKey: true, shiftKey: true})), 'Alt+Shift+ArrowUp');
});
