import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ConversationHandle, Message, MessageContent} from '@parlor/sdk';
import {wishes} from './log-wishes.js';

test('who wants no preview says the rest of the message again: words, ranges, mentions, language, kind and data (UX-M21, PWP-LINK-003)', async () => {
  const edits: [string, string | MessageContent][] = [];
  const handle = {edit: async (...edit: [string, string | MessageContent]) => void edits.push(edit)};
  const {removePreview} = wishes({
    handle: () => handle as Partial<ConversationHandle> as ConversationHandle,
    onUnread: () => undefined,
    report: (error) => assert.fail(String(error)),
  });
  const said = {
    ...{kind: 'ticket', text: '@Ann see https://a.example', lang: 'en', data: {order: 7}},
    ranges: [
      {type: 'mention', start: 0, end: 4, user: 'ann'},
      {type: 'link', start: 9, end: 26, url: 'https://a.example'},
    ],
  };
  const made = {forwarded: true, preview: {url: 'https://a.example', title: 'A'}, attachments: [{id: 'f'}]};
  const message = {id: 'm', content: {...said, ...made}} as unknown as Message;
  removePreview({message, defaultPrevented: false} as never);
  removePreview({message, defaultPrevented: true} as never);
  await Promise.resolve();
  assert.deepEqual(edits, [['m', {...said, noPreview: true}]]);
});
