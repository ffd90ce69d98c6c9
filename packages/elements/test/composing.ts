/** What the tests of the composer share: a chat with Ann (`a`) and a group (`b`), and a composer in it. */

import type {ChatComposer} from '../src/chat-composer/chat-composer.js';
import {type FakeChat, fakeChat} from './fake-chat.js';
import {inside, mount, unmountAll} from './fixture.js';
import '../src/chat-composer/define.js';

export const area = (composer: ChatComposer) => inside(composer, 'textarea') as HTMLTextAreaElement;
export const sendsOf = (chat: FakeChat) => chat.calls.filter((call) => call.startsWith('send'));
export const microtasks = () => new Promise<void>((resolve) => setTimeout(resolve));

/** A new chat for each test of the `describe` it is called in, and a way to open a composer there. */
export function composing() {
  let chat: FakeChat;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.add('a', {peer: 'ann'});
    chat.add('b', {title: 'Field team'}, ['ann', 'bob']);
  });
  afterEach(unmountAll);
  return {
    get chat() {
      return chat;
    },
    get sends() {
      return sendsOf(chat);
    },
    compose: (properties: Partial<ChatComposer> = {}) =>
      mount('chat-composer', {chat, conversation: 'a', ...properties}),
  };
}
