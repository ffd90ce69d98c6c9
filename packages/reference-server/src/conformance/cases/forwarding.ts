/** Forwarded messages. */
import {type Case, must as mustAlways} from '../case.js';
import {equal, excludes, present} from '../expect.js';

const must = (id: string, says: string, run: Case['run']): Case => mustAlways(id, says, {feature: 'forward'}, run);
const more = {forwarded: true} as const;

export const forwarding = [
  must(
    'PWP-FORWARD-001',
    'A forwarded message says that it is one, to its sender and to others, in the answer, the frame and the page.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const connection = await ben.connect();
      const sent = await ann.send(conversation, 'ten', more);
      equal(sent.content, {kind: 'text', text: 'ten', forwarded: true}, 'the content in the answer');
      await connection.reaches(conversation, sent.rev);
      const told = connection.frames.flatMap((frame) => (frame.type === 'changes' ? frame.changes : []));
      const framed = told.find((change) => change.type === 'message' && change.message.id === sent.id);
      equal(framed, {type: 'message', message: sent}, 'the change in the frame');
      equal(await ben.message(conversation, sent.id), sent, 'the message in the page');
    },
  ),
  must(
    'PWP-FORWARD-002',
    'The mark is part of what is compared: the same again is the same message, without it IDEMPOTENCY_MISMATCH.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'ten', more);
      await ann.call('message.send', {conversation, id, content: {text: 'ten', ...more}});
      await ann.refused('message.send', {conversation, id, content: {text: 'ten'}}, 'IDEMPOTENCY_MISMATCH');
      equal((await ann.page(conversation)).messages.filter((one) => one.id === id).length, 1, 'how often it is there');
    },
  ),
  must('PWP-FORWARD-003', 'A mention in a forwarded message is SCHEMA; other ranges are taken.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const send = (range: object) => ({
      conversation,
      id: t.id(),
      content: {text: 'hi Ben', ranges: [{start: 3, end: 6, ...range}], ...more},
    });
    await ann.refused('message.send', send({type: 'mention', user: ben.id}), 'SCHEMA');
    await ann.call('message.send', send({type: 'bold'}));
  }),
  must(
    'PWP-FORWARD-004',
    'An edit cannot say that it was forwarded (SCHEMA), and a message that is edited no longer says it; false is no value of it.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'ten', more);
      await ann.refused('message.edit', {conversation, id, content: {text: 'eleven', ...more}}, 'SCHEMA');
      await ann.call('message.edit', {conversation, id, content: {text: 'eleven'}});
      const {content} = present(await ann.message(conversation, id), 'the message');
      equal(content, {kind: 'text', text: 'eleven'}, 'the content after the edit');
      excludes(Object.keys(content), 'forwarded', 'the fields of the content');
      const not = {conversation, id: t.id(), content: {text: 'x', forwarded: false}};
      await ann.refused('message.send', not, 'SCHEMA');
    },
  ),
];
