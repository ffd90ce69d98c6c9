import {must} from '../case.js';
import {equal} from '../expect.js';

export const content = [
  must('PWP-SEND-004.a', 'Text up to textLength code points is taken, one more is TOO_LARGE.', async (t) => {
    const {ann, conversation} = await t.pair();
    const {textLength, textBytes} = t.limits;
    const most = Math.min(textLength, textBytes);
    const {id} = await ann.send(conversation, 'x'.repeat(most));
    await ann.refused('message.send', {conversation, id: t.id(), content: {text: 'x'.repeat(most + 1)}}, 'TOO_LARGE');
    await ann.refused('message.edit', {conversation, id, content: {text: 'x'.repeat(most + 1)}}, 'TOO_LARGE');
    if (textLength * 4 > textBytes) return;
    // counted in code points, not in code units
    await ann.send(conversation, '💬'.repeat(textLength));
    await ann.refused(
      'message.send',
      {conversation, id: t.id(), content: {text: '💬'.repeat(textLength + 1)}},
      'TOO_LARGE',
    );
  }),
  must('PWP-SEND-004.b', 'More ranges, mentions or attachments than the limits is TOO_LARGE.', async (t) => {
    const {ann, conversation} = await t.pair();
    const text = 'x'.repeat(1000);
    const send = (content: object) => ({conversation, id: t.id(), content: {text, ...content}});
    const many = (count: number, range: object) =>
      Array.from({length: count}, (_, at) => ({start: at % 900, end: (at % 900) + 1, ...range}));
    await ann.refused('message.send', send({ranges: many(t.limits.ranges + 1, {type: 'bold'})}), 'TOO_LARGE');
    const mentions = many(t.limits.mentions + 1, {type: 'mention'}).map((range, at) => ({
      ...range,
      user: `somebody-${at}`,
    }));
    await ann.refused('message.send', send({ranges: mentions}), 'TOO_LARGE');
    await ann.call('message.send', send({ranges: mentions.slice(1)}));
    await ann.refused(
      'message.send',
      send({attachments: many(t.limits.attachments + 1, {}).map((_, at) => ({id: `${at}`}))}),
      ['TOO_LARGE', 'ATTACHMENT_MISSING'],
    );
  }),
  must(
    'PWP-SEND-004.c',
    'A message with neither text, attachments nor data is SCHEMA; data alone is enough.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      for (const text of ['', ' ', ' \n\t '])
        await ann.refused('message.send', {conversation, id: t.id(), content: {text}}, 'SCHEMA');
      await ann.send(conversation, '', {data: {sticker: 7}});
      const {id} = await ann.send(conversation, 'x');
      await ann.refused('message.edit', {conversation, id, content: {text: ''}}, 'SCHEMA');
    },
  ),
  must('PWP-SEND-004.d', 'A malformed message is SCHEMA: fields missing, of another type, null.', async (t) => {
    const {ann, conversation} = await t.pair();
    for (const more of [
      {content: undefined},
      {content: 'text'},
      {content: null},
      {content: {}},
      {content: {text: 7}},
      {content: {text: null}},
      {content: {text: ['x']}},
      {content: {text: 'x', ranges: {}}},
      {content: {text: 'x'}, replyTo: null},
      {content: {text: 'x'}, clientTs: 'now'},
      {content: {text: 'x'}, clientTs: -1},
      {content: {text: 'x', lang: '!'}},
    ]) {
      await ann.refused('message.send', {conversation, id: t.id(), ...more}, 'SCHEMA');
    }
  }),
  must('PWP-SEND-004.e', 'Text is not normalised: what was sent is what is stored, letter by letter.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const texts = [
      'e\u0301 \u00e9 \ufb01 \u212b',
      '  spaces around \t\n',
      'a\r\nb\rc\u2028d',
      '\u202eright\u202c to left',
      '👩‍👩‍👧‍👦🏳️‍🌈',
      '\ufeffbom \u200b\u00ad',
      '\u0001\u001b[31m',
    ];
    for (const text of texts) {
      const {id} = await ann.send(conversation, text);
      equal((await ben.message(conversation, id))?.content.text, text, 'the text');
    }
  }),
  must('PWP-SEND-004.f', 'A link goes to http, https, mailto or tel; any other address is SCHEMA.', async (t) => {
    const {ann, conversation} = await t.pair();
    const send = (url: string) => ({
      conversation,
      id: t.id(),
      content: {text: 'link', ranges: [{type: 'link', start: 0, end: 4, url}]},
    });
    for (const url of [
      'http://a.example',
      'https://a.example/?q',
      'HTTPS://A.EXAMPLE',
      'mailto:a@b.example',
      'tel:+4930123',
    ])
      await ann.call('message.send', send(url));
    for (const url of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      ' javascript:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'vbscript:x',
      '//a.example',
      'a.example',
      '',
    ]) {
      await ann.refused('message.send', send(url), 'SCHEMA');
    }
  }),
];
