import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {MessageFile} from '@parlor/sdk';
import {roomOf} from '../chat-message/message-files.js';
import {strings} from '../strings/en-all.js';
import {parted} from './file-name.js';
import {fileSize} from './file-size.js';
import {contentWords} from './file-words.js';

const file = (over: Partial<MessageFile>): MessageFile => ({id: 'a', name: 'a.pdf', type: '', size: 1, ...over});

test('sizes are as limits count them, in the words of the language (UX-M17)', () => {
  const sizes = [1, 812, 1024, 340_000, 999 * 1024, 1_340_000, 10 * 1024 ** 2, 3 * 1024 ** 3];
  assert.deepEqual(
    sizes.map((size) => fileSize(size, 'en')),
    ['1 byte', '812 bytes', '1 kB', '332 kB', '999 kB', '1.3 MB', '10 MB', '3 GB'],
  );
  assert.equal(fileSize(1_340_000, 'de'), '1,3 MB');
});

test('a long name is parted before its ending, never inside a character (UX-M17)', () => {
  assert.deepEqual(parted('notes.txt'), ['notes.txt', '']);
  assert.deepEqual(parted('the plan of the north gate.pdf'), ['the plan of the north ', 'gate.pdf']);
  assert.deepEqual(parted('no ending but a long name'), ['no ending but a long ', 'name']);
  assert.deepEqual(parted('the end. and then a sentence'), ['the end. and then a sent', 'ence']);
  const flags = parted('🏳️‍🌈'.repeat(8));
  assert.equal(flags.join(''), '🏳️‍🌈'.repeat(8));
});

test('the room of a picture is its own measure, 320 × 360 at most, and never a line (UX-M15)', () => {
  assert.deepEqual(roomOf({width: 200, height: 100}), {width: 200, height: 100});
  assert.deepEqual(roomOf({width: 1600, height: 1200}), {width: 320, height: 240});
  assert.deepEqual(roomOf({width: 900, height: 2400}), {width: 135, height: 360});
  assert.deepEqual(roomOf({width: 9000, height: 90}), {width: 320, height: 72});
});

test('files are told in words: photos with theirs, others by name (UX-A2d)', () => {
  const words = (text: string, attachments: MessageFile[]): string =>
    contentWords({kind: 'text', text, ranges: [], attachments}, strings);
  assert.equal(words('', [file({width: 4, height: 3})]), 'Photo');
  assert.equal(words('look', [file({width: 4, height: 3, alt: 'A cat'}), file({})]), 'look, Photo: A cat, File: a.pdf');
  assert.equal(words('just words', []), 'just words');
});
