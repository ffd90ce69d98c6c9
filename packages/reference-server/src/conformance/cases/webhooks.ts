/** What a server posts to the host's backend. */
import {must} from '../case.js';
import {equal, fail, holds, NotOffered, tellsNothing} from '../expect.js';
import type {Person} from '../person.js';
import {Receiver} from '../receiver.js';
import type {Trial} from '../trial.js';

const secret = `whsec_${'A'.repeat(43)}=`;
const url = 'https://hooks.invalid/parlor';
/** An endpoint is the server's, not a transport's. */
const on = 'rest';

/** Runs a case with a name for an endpoint, which is removed behind it. */
async function withName(t: Trial, run: (host: Person, webhook: string) => Promise<void>): Promise<void> {
  const host = t.host();
  const webhook = `kit-${t.id().toLowerCase().replaceAll('_', '-')}`;
  const reply = await host.ask('webhook.list');
  if (!reply.ok && reply.code === 'FORBIDDEN') throw new NotOffered('the server has no webhooks');
  try {
    await run(host, webhook);
  } finally {
    await host.ask('webhook.remove', {webhook});
  }
}

export const webhooks = [
  must('PWP-HOOK-001.a', 'An endpoint is put, listed without its secret, and removed.', {on}, (t) =>
    withName(t, async (host, webhook) => {
      const put = await host.call('webhook.put', {webhook, url, secret, types: ['profile.erased']});
      equal([put.webhook, put.url, put.types], [webhook, url, ['profile.erased']], 'the endpoint');
      const {webhooks: all} = await host.call('webhook.list');
      equal(all.find((one) => one.webhook === webhook)?.url, url, 'the url that is listed');
      tellsNothing([put, all], secret, 'the answers');
      await host.call('webhook.put', {webhook, url: `${url}/2`});
      await host.call('webhook.remove', {webhook});
      await host.call('webhook.remove', {webhook});
      const {webhooks: left} = await host.call('webhook.list');
      holds(!left.some((one) => one.webhook === webhook), 'it is listed after it was removed');
    }),
  ),
  must(
    'PWP-HOOK-001.b',
    'A new endpoint needs a secret, and its url is https without user and fragment: else SCHEMA.',
    {on},
    (t) =>
      withName(t, async (host, webhook) => {
        await host.refused('webhook.put', {webhook, url}, 'SCHEMA');
        for (const wrong of ['http://hooks.example/', 'ftp://hooks.example/', 'https://a:b@hooks.example/', 'hooks'])
          await host.refused('webhook.put', {webhook, url: wrong, secret}, 'SCHEMA');
        for (const name of ['webhook.dead', 'webhook.replay'] as const)
          await host.refused(name, {webhook}, 'NOT_FOUND');
      }),
  ),
  must('PWP-HOOK-002', 'What changes is posted, with the state it made and whose write it was.', {on}, (t) =>
    Receiver.with(
      t.host(),
      ['message.created', 'message.edited', 'reaction.added', 'member.changed'],
      async (receiver) => {
        const {ann, ben, conversation} = await t.pair();
        const begun = (await receiver.of(conversation, 3)).length;
        const {id} = await ann.send(conversation, 'first');
        await ann.call('message.edit', {conversation, id, content: {text: 'second'}});
        await ben.react(conversation, id, '👍');
        const events = (await receiver.of(conversation, begun + 3)).slice(begun).map(({event}) => event);
        equal(
          events.map((event) => event.type),
          ['message.created', 'message.edited', 'reaction.added'],
          'the types',
        );
        equal(new Set(events.map(({epoch}) => epoch)).size, 1, 'the epochs');
        const [created, edited, reaction] = events;
        if (created?.type !== 'message.created' || edited?.type !== 'message.edited') return fail('other types');
        equal([created.message.content.text, created.by], ['first', ann.id], 'the message and whose it is');
        equal([edited.message.content.text, edited.message.id], ['second', id], 'the message as edited');
        equal(
          reaction?.type === 'reaction.added' && [reaction.user, reaction.summary.count],
          [ben.id, 1],
          'the reaction',
        );
      },
    ),
  ),
  must(
    'PWP-HOOK-004',
    'What is not taken is posted again, the same under the same id, and what is behind it in its conversation waits.',
    {on, isSlow: true},
    (t) =>
      Receiver.with(t.host(), ['message.created'], async (receiver) => {
        const {ann, conversation} = await t.pair();
        const begun = (await receiver.of(conversation, 1)).length;
        receiver.status = (event) =>
          'conversation' in event && event.conversation === conversation && receiver.countOf(conversation) === begun + 1
            ? 500
            : 204;
        for (const text of ['one', 'two']) await ann.send(conversation, text);
        const posted = (await receiver.of(conversation, begun + 3)).slice(begun);
        const texts = posted.map(({event}) => event.type === 'message.created' && event.message.content.text);
        equal(texts, ['one', 'one', 'two'], 'what was posted');
        equal(posted[1]?.body, posted[0]?.body, 'the body of the second attempt');
        equal(posted[1]?.headers['webhook-id'], posted[0]?.headers['webhook-id'], 'its id');
      }),
  ),
  must('PWP-HOOK-005', 'Requests are signed, and name the event and the time.', {on}, (t) =>
    Receiver.with(t.host(), ['message.created'], async (receiver) => {
      const {conversation} = await t.pair();
      const [posted] = await receiver.of(conversation, 1);
      if (!posted) return fail('nothing came');
      const {headers, event} = posted;
      equal(headers['webhook-id'], event.id, 'webhook-id');
      holds(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000) < 300, 'webhook-timestamp is not now');
      const signatures = String(headers['webhook-signature']).split(' ');
      holds(signatures.includes(receiver.signatureOf(posted)), 'no signature fits');
    }),
  ),
];
