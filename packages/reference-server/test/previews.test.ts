/** Who is looked at when, how often, and what comes of it; what may be asked at all is elsewhere (egress-get.test.ts). */
import assert from 'node:assert/strict';
import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, test} from 'node:test';
import type {LinkPreview} from '@parlor/sdk/protocol';
import sharp from 'sharp';
import {createDomain} from '../src/domain/create-domain.js';
import type {Domain} from '../src/domain/domain.js';
import type {FoundPage, PreviewDesk, WaitingLink} from '../src/domain/preview-access.js';
import {Refusal} from '../src/domain/refusal.js';
import {type Getter, type Got, OtherAnswer} from '../src/egress/get.js';
import {EgressError} from '../src/egress/guard.js';
import {memoryFiles} from '../src/files/memory.js';
import type {Pictures} from '../src/files/pictures.js';
import {createTickets} from '../src/files/tickets.js';
import {createLog} from '../src/log.js';
import {createLooker, type Look, type Seen} from '../src/previews/look.js';
import {startPreviewer} from '../src/previews/previewer.js';
import {memoryStore} from '../src/store/memory/store.js';
import {fakeClock} from './fake-clock.js';
import {startWorld} from './live-server.js';
import {HandClock, newId} from './world.js';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const signal = new AbortController().signal;
const minute = 60_000;
const html = (body: string, url = 'https://news.example/a'): Got => ({url, type: 'text/html', body: Buffer.from(body)});

/** Answers with what is said to be at each address, and counts. */
function web(pages: Record<string, (() => Got) | undefined>) {
  const asked: string[] = [];
  const get: Getter = async (url) => {
    asked.push(url);
    const page = pages[url];
    if (!page) throw new OtherAnswer(404, 'it answered 404');
    return page();
  };
  return {asked, get};
}

describe('a page that is looked at', () => {
  test('gives its title, its own name and what it is about, cleaned', async () => {
    const {get} = web({
      a: () =>
        html(
          '<title>A\u202e &amp; B</title><meta property="og:site_name" content=" "><meta name=description content="C">',
        ),
    });
    const seen = await createLooker({get, clock: new HandClock()})('a', signal);
    assert.deepEqual(seen, {
      is: 'page',
      page: {title: 'A & B', site: undefined, description: 'C', picture: undefined},
    });
  });

  test('is asked once in six hours, whoever linked to it, and what failed is asked again sooner', async () => {
    const clock = new HandClock();
    let isDown = true;
    const {asked, get} = web({
      a: () => html('<title>A'),
      none: () => html('no title'),
      down: () => {
        if (isDown) throw new EgressError('timeout', 'late');
        return html('<title>Up');
      },
    });
    const looks: string[] = [];
    const look = createLooker({get, clock, looked: (outcome) => looks.push(outcome)});
    await Promise.all([look('a', signal), look('a', signal)]);
    clock.pass(6 * 60 * minute - 1);
    await look('a', signal);
    assert.deepEqual(asked, ['a']);
    clock.pass(1);
    await look('a', signal);
    assert.deepEqual(asked, ['a', 'a']);
    for (const url of ['none', 'gone', 'none', 'gone']) assert.equal((await look(url, signal)).is, 'nothing');
    assert.deepEqual(asked.slice(2), ['none', 'gone']);
    assert.equal((await look('down', signal)).is, 'failed');
    isDown = false;
    clock.pass(minute);
    assert.equal((await look('down', signal)).is, 'page');
    const told = [
      'cached',
      'fetched',
      'cached',
      'fetched',
      'nothing',
      'nothing',
      'cached',
      'cached',
      'failed',
      'fetched',
    ];
    assert.deepEqual(looks, told);
  });

  test('has a picture only if one is in the bytes, whatever they are called, and drawn anew', async () => {
    const png = await sharp({create: {width: 600, height: 300, channels: 3, background: 'red'}})
      .png()
      .toBuffer();
    const at = (image: string) => html(`<title>A</title><meta property="og:image" content="${image}">`);
    const {asked, get} = web({
      page: () => at('/pic?a=1&amp;b=2'),
      fake: () => at('https://news.example/svg'),
      lost: () => at('https://news.example/lost'),
      odd: () => at('data:image/png;base64,AAAA'),
      'https://news.example/pic?a=1&b=2': () => ({url: '', type: 'image/svg+xml', body: png}),
      'https://news.example/svg': () => ({url: '', type: 'image/png', body: Buffer.from('<svg onload=alert(1)>')}),
    });
    const drawn: number[] = [];
    const pictures: Pictures = {
      async draw(bytes) {
        drawn.push(bytes.length);
        return {width: 600, height: 300, placeholder: 'p', large: Buffer.from('large'), small: Buffer.from('small')};
      },
      stop: async () => undefined,
    };
    const look = createLooker({get, pictures, clock: new HandClock()});
    const pictureOf = async (url: string) => {
      const seen = await look(url, signal);
      assert.ok(seen.is === 'page');
      return seen.page.picture;
    };
    assert.deepEqual(await pictureOf('page'), {bytes: Buffer.from('small'), width: 300, height: 150, placeholder: 'p'});
    assert.deepEqual(drawn, [png.length]);
    for (const url of ['fake', 'lost', 'odd']) assert.equal(await pictureOf(url), undefined, url);
    assert.equal(drawn.length, 1);
    assert.equal(asked.includes('https://news.example/pic?a=1&b=2'), true);
    const without = await createLooker({get, clock: new HandClock()})('page', signal);
    assert.ok(without.is === 'page' && without.page.picture === undefined, 'where no files are taken');
  });
});

describe('what waits for a preview', () => {
  const link = (id: string, more: Partial<WaitingLink> = {}): WaitingLink => ({
    ...{conversation: 'c', id, dueAt: 0, attempts: 0, sender: 'ann', url: `https://${id}.example`, ageMs: 0},
    ...more,
  });

  function begin(links: WaitingLink[], look: Look) {
    const clock = new HandClock();
    const settledAs = new Map<string, FoundPage | undefined>();
    const again: [string, number][] = [];
    let waiting = links;
    const gone = ({id}: WaitingLink): void => void (waiting = waiting.filter((other) => other.id !== id));
    const desk: PreviewDesk = {
      due: async (limit) => waiting.slice(0, limit),
      newFile: async () => 'f_1',
      async settle(one, found) {
        settledAs.set(one.id, found);
        gone(one);
        return true;
      },
      async again(one, inMs) {
        again.push([one.id, inMs]);
        gone(one);
      },
    };
    const driver = memoryFiles();
    const previewer = startPreviewer({desk, look, driver, clock, log: createLog('silent')});
    const turn = async (): Promise<void> => {
      for (let n = 0; n < 5; n++) await settled();
      clock.pass(1_000);
      for (let n = 0; n < 5; n++) await settled();
    };
    return {clock, settledAs, again, driver, previewer, turn, add: (one: WaitingLink) => waiting.push(one)};
  }
  const page: Seen = {is: 'page', page: {title: 'T'}};

  test('is looked at, a few at a time, and never twice at once (PWP-LINK-005)', async () => {
    const ends: (() => void)[] = [];
    const asked: string[] = [];
    const look: Look = async (url) => {
      asked.push(url);
      await new Promise<void>((resolve) => ends.push(resolve));
      return page;
    };
    const links = Array.from({length: 12}, (_, at) => link(`m${at}`, {sender: `p${at}`}));
    const {settledAs, turn, previewer} = begin(links, look);
    await turn();
    await turn();
    assert.equal(asked.length, 8);
    for (const end of ends.splice(0)) end();
    await turn();
    assert.equal(asked.length, 12);
    assert.equal(new Set(asked).size, 12);
    for (const end of ends.splice(0)) end();
    await turn();
    await previewer.stop();
    assert.equal(settledAs.size, 12);
  });

  test('of one person is looked at ten times in a minute, and what is beyond goes without', async () => {
    const links = Array.from({length: 14}, (_, at) => link(`m${at}`));
    const {settledAs, turn, previewer, add, clock} = begin(
      [...links, link('other', {sender: 'bob'})],
      async () => page,
    );
    await turn();
    await turn();
    await turn();
    const given = [...settledAs].filter(([, found]) => found).map(([id]) => id);
    assert.deepEqual(given, [...links.slice(0, 10).map(({id}) => id), 'other']);
    clock.pass(minute);
    await turn();
    add(link('next'));
    await turn();
    assert.ok(settledAs.get('next'));
    await previewer.stop();
  });

  test('is tried three times in all where that may help, and once where it does not', async () => {
    const seen: Record<string, Seen> = {
      'https://down.example': {is: 'failed', why: 'late'},
      'https://none.example': {is: 'nothing', why: 'no title'},
    };
    const {settledAs, again, turn, previewer, add} = begin(
      [link('down'), link('none')],
      async (url) => seen[url] as Seen,
    );
    await turn();
    add(link('down', {attempts: 1}));
    await turn();
    assert.deepEqual(again, [
      ['down', minute],
      ['down', 10 * minute],
    ]);
    assert.deepEqual([...settledAs], [['none', undefined]]);
    add(link('down', {attempts: 2}));
    await turn();
    assert.deepEqual([...settledAs.keys()], ['none', 'down']);
    await previewer.stop();
  });

  test('without a link by now, or written an hour ago, is not looked at', async () => {
    const look: Look = async () => assert.fail('looked at');
    const {settledAs, turn, previewer} = begin(
      [link('gone', {url: undefined}), link('old', {ageMs: 61 * minute})],
      look,
    );
    await turn();
    assert.deepEqual([...settledAs.keys()], ['gone', 'old']);
    await previewer.stop();
  });

  test('stays where the database is away or the server stops, and goes where looking at it breaks', async () => {
    const first = begin([link('broken'), link('away')], async (url) => {
      if (url.includes('away')) throw new Refusal('UNAVAILABLE');
      throw new TypeError('a mistake of ours');
    });
    await first.turn();
    assert.deepEqual([...first.settledAs], [['broken', undefined]]);
    await first.previewer.stop();
    const {settledAs, again, turn, previewer} = begin([link('slow')], async (_, stopping) => {
      await new Promise((resolve) => stopping.addEventListener('abort', resolve));
      return {is: 'failed', why: 'given up'};
    });
    await turn();
    await previewer.stop();
    assert.deepEqual([[...settledAs], again], [[], []]);
  });

  test('with a picture keeps it as a file of the server’s own (PWP-LINK-002)', async () => {
    const picture = {bytes: Buffer.from('webp'), width: 30, height: 20, placeholder: 'p'};
    const {settledAs, driver, turn, previewer} = begin([link('m')], async () => ({
      is: 'page',
      page: {title: 'T', picture},
    }));
    await turn();
    const image = settledAs.get('m')?.image;
    assert.deepEqual([image?.id, image?.file.width, image?.file.versions.large?.type], ['f_1', 30, 'image/webp']);
    assert.equal(await new Response(await driver.stream('f_1.large', 0, 3)).text(), 'webp');
    await previewer.stop();
  });
});

test('a server that looks at links gives a message the title and the picture of its page, from its own address (PWP-LINK-001, PWP-LINK-002)', async () => {
  const png = await sharp({create: {width: 600, height: 300, channels: 3, background: 'red'}})
    .png()
    .toBuffer();
  const agents = new Set<string | undefined>();
  const answer: RequestListener = (request, response) => {
    agents.add(request.headers['user-agent']);
    assert.deepEqual([request.headers.cookie, request.headers.referer], [undefined, undefined]);
    if (request.url === '/p.png') response.setHeader('content-type', 'image/png').end(png);
    else
      response
        .setHeader('content-type', 'text/html')
        .end('<title>Hello &lt;b&gt;</title><meta property="og:image" content="/p.png">');
  };
  const site = createServer(answer);
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const {port} = site.address() as AddressInfo;
  const clock = fakeClock();
  const store = memoryStore();
  const tickets = createTickets(store.secret);
  const domain = await createDomain({store, clock, files: tickets, makesPreviews: true});
  const world = await startWorld<Domain>({clock, domain, tickets, linkPreviews: {allow: [`127.0.0.1:${port}`]}});
  try {
    const ann = await world.connect('ann');
    const [hello] = ann.frames;
    assert.ok(hello?.type === 'hello' && hello.features.includes('previews'));
    const call = async (op: string, input: unknown): Promise<never> => {
      const reply = await ann.request(op, input);
      assert.ok(reply.ok, JSON.stringify(reply));
      return reply.result as never;
    };
    const {conversation} = (await call('conversation.create', {title: 'G', members: ['bob']})) as {
      conversation: string;
    };
    const url = `http://127.0.0.1:${port}/`;
    const ranges = [{type: 'link', start: 0, end: url.length, url}];
    await call('message.send', {conversation, id: newId(), content: {text: url, ranges}});
    clock.advance(1_000);
    const previewNow = (): LinkPreview | undefined => {
      const changes = ann.frames.flatMap((frame) => (frame.type === 'changes' ? frame.changes : []));
      return changes.flatMap((change) => (change.type === 'message' ? (change.message.content.preview ?? []) : []))[0];
    };
    // the thread that draws pictures begins with this one, which takes a while on a machine with much else to do
    while (previewNow() === undefined) await new Promise((resolve) => ann.socket.once('ev', resolve));
    const preview = previewNow();
    assert.ok(preview);
    assert.equal(preview.title, 'Hello <b>');
    const {image} = preview;
    assert.deepEqual([image?.width, image?.height], [300, 150]);
    const {files} = (await call('file.urls', {conversation, files: [image?.id]})) as {files: {url: string}[]};
    const address = new URL(files[0]?.url ?? '', world.url);
    assert.equal(address.origin, world.url);
    const response = await fetch(address);
    assert.equal(response.headers.get('content-type'), 'image/webp');
    const drawn = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    assert.deepEqual([drawn.format, drawn.width, drawn.height], ['webp', 300, 150]);
    assert.deepEqual(
      [...agents].map((agent) => agent?.split(' ')[0]),
      ['ParlorLinkPreview/1.0'],
    );
  } finally {
    await world.close();
    site.close();
  }
});
