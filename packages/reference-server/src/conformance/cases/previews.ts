/** Previews of links, as far as no page has to be there: a kit has none that a server may fetch. */
import {type Case, must as mustAlways} from '../case.js';
import {equal} from '../expect.js';

const must = (id: string, says: string, run: Case['run']): Case => mustAlways(id, says, {feature: 'previews'}, run);

/** A name that nobody has (RFC 6761): whoever looks finds nothing. */
const url = 'https://kit.invalid/page';
const linked = {ranges: [{type: 'link' as const, start: 0, end: url.length, url}]};

export const previews = [
  must('PWP-LINK-001', 'A preview that comes from a client is SCHEMA.', async (t) => {
    const {ann, conversation} = await t.pair();
    const content = {text: url, ...linked, preview: {url, title: 'Your bank'}};
    await ann.refused('message.send', {conversation, id: t.id(), content}, 'SCHEMA');
    const {id} = await ann.send(conversation, url, linked);
    await ann.refused('message.edit', {conversation, id, content}, 'SCHEMA');
  }),
  must(
    'PWP-LINK-003',
    'That its author wants no preview, or wants one again, is no edit; an edit that does not speak of it leaves it.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const sent = await ann.send(conversation, url, linked);
      const without = await ann.edit(conversation, sent.id, url, {...linked, noPreview: true});
      equal([without.editedAt, without.content.noPreview], [undefined, true], 'editedAt and noPreview');
      equal(await ben.message(conversation, sent.id), without, 'the message for another reader');
      const edited = await ann.edit(conversation, sent.id, `${url} !`, linked);
      equal([typeof edited.editedAt, edited.content.noPreview], ['number', true], 'after an edit of the words');
      const again = await ann.edit(conversation, sent.id, `${url} !`, {...linked, noPreview: false});
      equal([again.editedAt, again.content.noPreview], [edited.editedAt, undefined], 'after asking for it again');
      if (t.facts.features && !t.facts.features.includes('forward')) return;
      const passedOn = await ann.send(conversation, url, {...linked, forwarded: true});
      const bare = await ann.edit(conversation, passedOn.id, url, {...linked, noPreview: true});
      equal([bare.content.forwarded, bare.editedAt], [true, undefined], 'of a forwarded message');
    },
  ),
];
