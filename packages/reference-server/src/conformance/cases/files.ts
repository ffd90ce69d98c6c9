import {must} from '../case.js';
import {equal, fail, tellsNothing} from '../expect.js';
import type {Person} from '../person.js';

const feature = 'files';
const tus = {'tus-resumable': '1.0.0'};
const text = 'The quick brown fox jumps over the lazy dog. ';
const page = '<!doctype html><script>alert(1)</script>';
/** One red pixel. */
const png = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC'),
  (sign) => sign.charCodeAt(0),
);
/** A WAV of 8,000 bytes a second. */
function secondOfSilence(): Uint8Array {
  const bytes = new Uint8Array(44 + 8_000).fill(128);
  const view = new DataView(bytes.buffer);
  for (const [at, word] of [
    [0, 'RIFF'],
    [8, 'WAVE'],
    [12, 'fmt '],
    [36, 'data'],
  ] as const)
    bytes.set(bytesOf(word), at);
  for (const [at, value] of [
    [4, 8_036],
    [16, 16],
    [24, 8_000],
    [28, 8_000],
    [40, 8_000],
  ] as const)
    view.setUint32(at, value, true);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    view.setUint16(at, value, true);
  return bytes;
}

const bytesOf = (words: string): Uint8Array => new TextEncoder().encode(words);

const ticket = (person: Person, conversation: string, size: number, name = 'notes.txt') =>
  person.call('upload.create', {conversation, name, size, type: 'image/png'});

const patch = (person: Person, url: string, offset: number, bytes: Uint8Array): Promise<Response> =>
  person.fetch(url, {
    method: 'PATCH',
    headers: {...tus, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream'},
    body: bytes as BodyInit,
  });

async function offsetOf(person: Person, url: string): Promise<number> {
  const {status, headers} = await person.fetch(url, {method: 'HEAD', headers: tus});
  equal(status, 200, 'the status of HEAD');
  return Number(headers.get('upload-offset'));
}

async function upload(person: Person, conversation: string, bytes = bytesOf(text), name?: string): Promise<string> {
  const {id, url} = await ticket(person, conversation, bytes.length, name);
  equal((await patch(person, url, 0, bytes)).status, 204, 'the status of the last PATCH');
  return id;
}

async function addressOf(person: Person, conversation: string, file: string): Promise<string> {
  const {files} = await person.call('file.urls', {conversation, files: [file]});
  return files[0]?.url ?? fail('there is no address of the file');
}

const naming = (conversation: string, id: string, ...files: string[]) => ({
  conversation,
  id,
  content: {text: '', attachments: files.map((file) => ({id: file}))},
});

export const files = [
  must('PWP-FILE-001', 'A ticket has an id, an address and an end at least an hour ahead.', {feature}, async (t) => {
    const {ann, conversation} = await t.pair();
    const [one, other] = [await ticket(ann, conversation, 5), await ticket(ann, conversation, 5)];
    if (one.id === other.id || one.url === other.url) fail('two tickets are the same');
    if (one.expiresAt < Date.now() + 50 * 60_000) fail('the ticket ends within an hour');
    equal(
      (await ann.fetch(one.url.replace(one.id, other.id), {method: 'HEAD', headers: tus})).status,
      404,
      'another’s',
    );
  }),
  must('PWP-FILE-002', 'An upload goes on from where it was cut, and from nowhere else.', {feature}, async (t) => {
    const {ann, conversation} = await t.pair();
    const bytes = bytesOf(text);
    const {url} = await ticket(ann, conversation, bytes.length);
    equal(await offsetOf(ann, url), 0, 'the offset of a new upload');
    await patch(ann, url, 0, bytes.slice(0, 7));
    equal(await offsetOf(ann, url), 7, 'the offset');
    equal((await patch(ann, url, 3, bytes.slice(3))).status, 409, 'from another offset');
    equal((await patch(ann, url, 7, bytes.slice(7))).status, 204, 'from the offset');
  }),
  must('PWP-FILE-003', 'No more is taken than was announced, and less is not sent.', {feature}, async (t) => {
    const {ann, conversation} = await t.pair();
    const {id, url} = await ticket(ann, conversation, 10);
    await patch(ann, url, 0, bytesOf('12345'));
    await ann.refused('message.send', naming(conversation, t.id(), id), 'ATTACHMENT_MISSING');
    equal((await patch(ann, url, 5, bytesOf('678901'))).status, 413, 'one byte too many');
    equal((await patch(ann, url, 5, bytesOf('67890'))).status, 204, 'the rest');
    equal((await patch(ann, url, 10, new Uint8Array())).status, 204, 'nothing more');
  }),
  must(
    'PWP-FILE-004',
    'Only a file of one’s own, of the conversation, in no other message, is sent.',
    {feature},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const file = await upload(ann, conversation);
      await ben.refused('message.send', naming(conversation, t.id(), file), 'ATTACHMENT_MISSING');
      const elsewhere = await t.group([ann, ben]);
      await ann.refused('message.send', naming(elsewhere, t.id(), file), 'ATTACHMENT_MISSING');
      const id = t.id();
      const first = await ann.written('message.send', naming(conversation, id, file));
      equal(await ann.written('message.send', naming(conversation, id, file)), first, 'the same again');
      await ann.refused('message.send', naming(conversation, t.id(), file), 'ATTACHMENT_MISSING');
    },
  ),
  must('PWP-FILE-005.a', 'What a file is, is found in it: a page is no picture by its name.', {feature}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const id = t.id();
    const file = await upload(ann, conversation, bytesOf(page), 'photo.png');
    await ann.written('message.send', naming(conversation, id, file));
    const seen = (await ben.message(conversation, id))?.content.attachments?.[0];
    if (seen?.type === 'image/png' || seen?.type === 'text/html' || seen?.width !== undefined)
      fail('it is told as a picture or a page');
    equal(seen?.size, page.length, 'size');
  }),
  must('PWP-FILE-005.b', 'A picture is told with its size, and a broken one is not accepted.', {feature}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const id = t.id();
    await ann.written('message.send', naming(conversation, id, await upload(ann, conversation, png)));
    const seen = (await ben.message(conversation, id))?.content.attachments?.[0];
    equal([seen?.width, seen?.height], [1, 1], 'width and height');
    const broken = png.slice(0, 40);
    const bad = await ticket(ann, conversation, broken.length);
    equal((await patch(ann, bad.url, 0, broken)).status, 422, 'the status of the last PATCH');
    await ann.refused('message.send', naming(conversation, t.id(), bad.id), 'ATTACHMENT_REJECTED');
  }),
  must(
    'PWP-FILE-005.c',
    'How long a sound is is what is found in it, or is not told; it is no picture.',
    {feature},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const id = t.id();
      const file = await upload(ann, conversation, secondOfSilence(), 'an-hour.mp4');
      await ann.written('message.send', naming(conversation, id, file));
      const seen = (await ben.message(conversation, id))?.content.attachments?.[0];
      equal(seen?.durationMs ?? 1000, 1000, 'durationMs');
      equal([seen?.width, seen?.video], [undefined, undefined], 'width and video');
    },
  ),
  must('PWP-FILE-006', 'A name has no path and nothing that turns text round.', {feature}, async (t) => {
    const {ann, conversation} = await t.pair();
    const file = await upload(ann, conversation, bytesOf(text), '../..\\etc/pass\u202Ewd');
    const {changes} = await ann.written('message.send', naming(conversation, t.id(), file));
    const [change] = changes;
    equal(change?.type === 'message' && change.message.content.attachments?.[0]?.name, 'passwd', 'name');
  }),
  must('PWP-FILE-007', 'An address ends with the membership and with the message.', {feature}, async (t) => {
    const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
    const conversation = await t.group([ann, ben, cem]);
    const file = await upload(ann, conversation);
    equal((await ben.call('file.urls', {conversation, files: [file]})).files, [], 'addresses of a file in no message');
    const id = t.id();
    await ann.written('message.send', naming(conversation, id, file));
    const [bens, cems] = [await addressOf(ben, conversation, file), await addressOf(cem, conversation, file)];
    equal(await (await ben.fetch(bens)).text(), text, 'what is read');
    await ann.call('member.remove', {conversation, user: cem.id});
    equal((await cem.fetch(cems)).status, 404, 'the status after the removal');
    await ann.remove(conversation, id);
    equal((await ben.fetch(bens)).status, 404, 'the status after the deletion');
  }),
  must(
    'PWP-HOST-015',
    'The host gets addresses of the files of any message for a few minutes, and leaves an entry; they end with the message.',
    {feature},
    async (t) => {
      const [ann, ben, host] = [t.person('ann'), t.person('ben'), t.host()];
      const conversation = await t.direct(ann, ben);
      const [file, waiting, id] = [await upload(ann, conversation), await upload(ann, conversation), t.id()];
      await ann.written('message.send', naming(conversation, id, file));
      const {files: found} = await host.call('file.urls', {conversation, files: [file, waiting]});
      equal(
        found.map((one) => one.id),
        [file],
        'the files it gets addresses of: those in messages',
      );
      const {url, expiresAt} = found[0] ?? fail('there is no address of the file');
      if (expiresAt > Date.now() + 6 * 60_000) fail('the address is good for more than five minutes');
      equal(await (await host.fetch(url)).text(), text, 'what is read');
      const {entries} = await host.call('audit.list', {actor: host.id, operation: 'file.urls'});
      equal(
        entries.map(({targets, result}) => [targets['conversation'], targets['files'], result['count']]),
        [[conversation, [file], 1]],
        'its entry',
      );
      tellsNothing(await ben.delta(conversation, 0), host.id, 'what a member is told');
      await ann.remove(conversation, id);
      equal((await host.fetch(url)).status, 404, 'the status after the deletion');
      equal((await host.call('file.urls', {conversation, files: [file]})).files, [], 'addresses after the deletion');
      await host.refused('file.urls', {conversation: 'c_doesnotexist', files: [file]}, 'NOT_FOUND');
    },
  ),
  must('PWP-FILE-008', 'A file is a download that no browser takes for a page.', {feature}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const file = await upload(ann, conversation, bytesOf(page), 'page.html');
    await ann.written('message.send', naming(conversation, t.id(), file));
    const answer = await ben.fetch(await addressOf(ben, conversation, file), {headers: {range: 'bytes=0-3'}});
    const {headers, redirected} = answer;
    equal(headers.get('content-range'), `bytes 0-3/${page.length}`, 'content-range');
    if (!/^attachment\b/.test(headers.get('content-disposition') ?? '')) fail('it is not a download');
    // from another origin it says no more
    if (redirected) return;
    equal(headers.get('x-content-type-options'), 'nosniff', 'x-content-type-options');
    if (!/\bsandbox\b/.test(headers.get('content-security-policy') ?? '')) fail('it has no sandbox');
  }),
  must(
    'PWP-FILE-009',
    'An edit keeps the files it does not speak of, and deletes those it leaves out.',
    {feature},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const [one, two] = [await upload(ann, conversation), await upload(ann, conversation)];
      const id = t.id();
      await ann.written('message.send', naming(conversation, id, one, two));
      const names = async () => (await ben.message(conversation, id))?.content.attachments?.map((file) => file.id);
      await ann.edit(conversation, id, 'with words');
      equal(await names(), [one, two], 'the files after an edit of the text');
      await ann.edit(conversation, id, 'with words', {attachments: [{id: two}]});
      equal(await names(), [two], 'the files after an edit that leaves one out');
      equal((await ben.call('file.urls', {conversation, files: [one]})).files, [], 'addresses of the one left out');
    },
  ),
  must('PWP-FILE-010', 'A file above the limit is TOO_LARGE before a byte of it is sent.', {feature}, async (t) => {
    const {ann, conversation} = await t.pair();
    const size = (t.limits.fileBytes ?? 0) + 1;
    await ann.refused('upload.create', {conversation, name: 'a', size}, 'TOO_LARGE');
  }),
];
