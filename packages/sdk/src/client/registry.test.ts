import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Chat} from './api.js';
import {findChat, nameChat, onChats} from './registry.js';

test('a chat is found by its name, also by who asks before it is made', () => {
  const chat = {user: 'ann'} as Chat;
  const found: (Chat | undefined)[] = [];
  const stop = onChats(() => found.push(findChat('support')));
  const unname = nameChat('support', chat);
  assert.equal(findChat('support'), chat);
  unname();
  assert.equal(findChat('support'), undefined);
  assert.deepEqual(found, [chat, undefined]);
  stop();
});

test('the last one to take a name has it, and the one before cannot take it back', () => {
  const [one, two] = [{user: 'a'}, {user: 'b'}] as [Chat, Chat];
  const unname = nameChat('x', one);
  nameChat('x', two);
  unname();
  assert.equal(findChat('x'), two);
});

test('the map lies where other bundles find it', () => {
  const chat = {user: 'ann'} as Chat;
  nameChat('default', chat);
  const page = globalThis as {[key: symbol]: {chats: Map<string, Chat>} | undefined};
  assert.equal(page[Symbol.for('parlor.chats')]?.chats.get('default'), chat);
});
