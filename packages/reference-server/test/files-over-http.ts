/**
 * Files over HTTP, wherever they lie: uploads that break off, what is found in them, and who may read them. With real files, over
 * every driver.
 */
import assert from 'node:assert/strict';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe as group, test as one} from 'node:test';
import type {Attachment, FileUrls, Message, Written} from '@parlor/sdk/protocol';
import sharp from 'sharp';
import {createDomain} from '../src/domain/create-domain.js';
import type {Domain} from '../src/domain/domain.js';
import type {FileDriver} from '../src/files/driver.js';
import {createTickets} from '../src/files/tickets.js';
import {openStore} from '../src/open-store.js';
import {fakeClock} from './fake-clock.js';
import {origin, startWorld, until, type World} from './live-server.js';

const day = 24 * 60 * 60 * 1000;
let count = 0;
const newId = (): string => String(++count).padStart(21, 'f');

type Answer = {status: number; body: Record<string, unknown>};
type Ticket = {id: string; url: string; expiresAt: number};

/** Node's own answer with a promise that is its runner's to wait for. */
const describe = (name: string, tests: () => void): void => void group(name, tests);
const test = (name: string, run: () => Promise<void>): void => void one(name, run);

/** Where the files of a test lie. */
export type Place = {
  /** Another one each time, over the same bytes. */
  driver(): FileDriver;
  /** Of all that is kept there: `ID.original`, and `ID.part` of what is not whole. */
  names(): Promise<string[]>;
  close?(): Promise<void>;
};

/** Everything that holds for files over HTTP. `open`: for each test, with a folder that it may use. */
export function filesOverHttp(open: (folder: string) => Promise<Place>): void {
  let world: World<Domain>;
  let folder: string;
  let place: Place;
  afterEach(async () => {
    await world.close();
    await place.close?.();
    await rm(folder, {recursive: true});
  });

  async function start(limits = {}): Promise<string> {
    const clock = fakeClock();
    folder = await mkdtemp(join(tmpdir(), 'parlor-files-'));
    place = await open(join(folder, 'files'));
    const store = await openStore(join(folder, 'parlor.db'));
    const tickets = createTickets(store.secret);
    const domain = await createDomain({store, clock, onError: assert.ifError, files: tickets, limits});
    world = await startWorld({clock, domain, tickets, files: place.driver()});
    const {body} = await world.rest('ann', 'POST', '/v1/conversations', {
      body: {title: 'Files', members: ['ben', 'cem']},
    });
    return String(body.conversation);
  }

  const ask = (user: string, path: string, body: object): Promise<Answer> =>
    world.rest(user, 'POST', `/v1/conversations/${path}`, {body});

  async function ticket(user: string, conversation: string, name: string, size: number): Promise<Ticket> {
    const {status, body} = await ask(user, `${conversation}/uploads`, {name, size});
    assert.equal(status, 200, JSON.stringify(body));
    return body as Ticket;
  }

  const tus = {'tus-resumable': '1.0.0', origin};
  const patch = (url: string, offset: number, bytes: Uint8Array): Promise<Response> =>
    world.fetch(`/${url}`, {
      method: 'PATCH',
      headers: {...tus, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream'},
      body: bytes as BodyInit,
    });
  const head = (url: string): Promise<Response> => world.fetch(`/${url}`, {method: 'HEAD', headers: tus});

  async function upload(user: string, conversation: string, name: string, bytes: Uint8Array): Promise<Ticket> {
    const made = await ticket(user, conversation, name, bytes.length);
    const {status} = await patch(made.url, 0, bytes);
    assert.equal(status, 204, name);
    return made;
  }

  const put = (user: string, conversation: string, ids: string[], id = newId(), text = ''): Promise<Answer> =>
    world.rest(user, 'PUT', `/v1/conversations/${conversation}/messages/${id}`, {
      body: {content: {text, attachments: ids.map((file) => ({id: file}))}},
    });

  function messageIn({status, body}: Answer): Message {
    assert.equal(status, 200, JSON.stringify(body));
    const [change] = (body as Written).changes;
    assert.ok(change?.type === 'message');
    return change.message;
  }

  async function sent(user: string, conversation: string, name: string, bytes: Uint8Array) {
    const {id} = await upload(user, conversation, name, bytes);
    const message = messageIn(await put(user, conversation, [id]));
    return {message, file: message.content.attachments?.[0] as Attachment};
  }

  async function urlsOf(user: string, conversation: string, ...files: string[]): Promise<FileUrls[]> {
    const {status, body} = await ask(user, `${conversation}/files/urls`, {files});
    assert.equal(status, 200, JSON.stringify(body));
    return body.files as FileUrls[];
  }

  async function urlOf(user: string, conversation: string, file: string): Promise<FileUrls> {
    const [urls] = await urlsOf(user, conversation, file);
    assert.ok(urls);
    return urls;
  }

  /** The names once there are at most so many: bytes are deleted behind the answer. */
  async function keptUntil(most: number): Promise<string[]> {
    const late = AbortSignal.timeout(5_000);
    for (;;) {
      const names = await place.names();
      if (names.length <= most || late.aborted) return names;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const photo = (width = 640, height = 480): Promise<Buffer> =>
    sharp({create: {width, height, channels: 3, background: {r: 200, g: 90, b: 40}}})
      .jpeg()
      .withExif({IFD0: {Copyright: 'somewhere secret'}, IFD3: {GPSLatitudeRef: 'N'}})
      .toBuffer();

  describe('an upload (PWP-FILE-002, PWP-FILE-003)', () => {
    test('cut at any byte it goes on from there, and nothing of it is seen before its end', async () => {
      const talk = await start();
      const bytes = new TextEncoder().encode('This text is sent in small pieces. '.repeat(40));
      const {id, url} = await ticket('ann', talk, 'notes.txt', bytes.length);
      let offset = 0;
      for (const step of [1, 7, 100, 300, 991]) {
        assert.equal(
          (await patch(url, offset, bytes.slice(offset, offset + step))).headers.get('upload-offset'),
          String(offset + step),
        );
        offset += step;
        assert.equal((await head(url)).headers.get('upload-offset'), String(offset));
        assert.equal((await put('ann', talk, [id])).body.code, 'ATTACHMENT_MISSING');
      }
      assert.equal((await patch(url, 5, bytes.slice(5))).status, 409, 'from elsewhere');
      assert.equal((await patch(url, offset, bytes.slice(offset))).status, 204);
      const {content} = messageIn(await put('ann', talk, [id], newId(), 'see'));
      assert.deepEqual(content.attachments, [{id, name: 'notes.txt', type: 'text/plain', size: bytes.length}]);
      const read = await world.fetch(`/${(await urlOf('ben', talk, id)).url}`);
      assert.deepEqual(new Uint8Array(await read.arrayBuffer()), bytes);
    });

    test('keeps what came over a line that broke, and a new line ends one that hangs', async () => {
      const talk = await start();
      const bytes = Buffer.alloc(50_000, 'x');
      const {id, url} = await ticket('ann', talk, 'big.txt', bytes.length);
      const line = connect(world.port, '127.0.0.1');
      line.write(
        `PATCH /${url} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n` +
          `Content-Type: application/offset+octet-stream\r\nContent-Length: ${bytes.length}\r\n\r\n`,
      );
      line.write(bytes.subarray(0, 20_000));
      // it hangs, and the sender comes back on a new line
      let offset = 0;
      await until(() => true);
      for (let tries = 0; offset < 20_000 && tries < 200; tries += 1)
        offset = Number((await head(url)).headers.get('upload-offset'));
      line.destroy();
      assert.ok(offset <= 20_000);
      assert.equal((await patch(url, offset, bytes.subarray(offset))).status, 204);
      assert.equal(messageIn(await put('ann', talk, [id])).content.attachments?.[0]?.size, bytes.length);
    });

    test('survives a restart of the server', async () => {
      const talk = await start();
      const {url, id} = await ticket('ann', talk, 'a.txt', 10);
      await patch(url, 0, Buffer.from('12345'));
      await world.close();
      const store = await openStore(join(folder, 'parlor.db'));
      const tickets = createTickets(store.secret);
      const {clock} = world;
      const domain = await createDomain({store, clock, files: tickets});
      world = await startWorld({clock, domain, tickets, files: place.driver()});
      assert.equal((await head(url)).headers.get('upload-offset'), '5');
      assert.equal((await patch(url, 5, Buffer.from('67890'))).status, 204);
      assert.equal((await put('ann', talk, [id])).status, 200);
    });

    test('takes no more than was announced, speaks tus, and needs its ticket', async () => {
      const talk = await start();
      const {url} = await ticket('ann', talk, 'a.txt', 5);
      assert.equal((await patch(url, 0, Buffer.from('123456'))).status, 413);
      assert.equal((await world.fetch(`/${url}`, {method: 'HEAD'})).status, 412);
      assert.equal(
        (await world.fetch(`/${url}`, {method: 'PATCH', headers: {...tus, 'upload-offset': '0'}})).status,
        415,
      );
      assert.equal((await head(`${url}x`)).status, 404);
      assert.equal((await head(url.replace(/ticket=.*/, ''))).status, 404);
      const other = await ticket('ben', talk, 'b.txt', 5);
      assert.equal(
        (await head(url.replace(/ticket=.*/, other.url.replace(/.*\?/, '')))).status,
        404,
        'of another upload',
      );
      const options = await world.fetch(`/${url}`, {method: 'OPTIONS'});
      assert.equal(options.headers.get('tus-version'), '1.0.0');
      assert.equal((await world.fetch(`/${url}`, {method: 'DELETE', headers: tus})).status, 204);
      assert.equal((await head(url)).status, 404, 'taken back');
    });

    test('ends a day after its ticket, and with the membership of its sender', async () => {
      const talk = await start();
      const [old, removed] = [await ticket('ben', talk, 'a.txt', 5), await ticket('cem', talk, 'b.txt', 5)];
      await world.rest('ann', 'DELETE', `/v1/conversations/${talk}/members/cem`);
      assert.equal((await head(removed.url)).status, 404);
      world.clock.advance(day);
      assert.equal((await patch(old.url, 0, Buffer.from('12345'))).status, 404);
    });
  });

  describe('what is in a file (PWP-FILE-005, S43, S44, S45)', () => {
    test('a photo is drawn anew: no places, its size and a placeholder told, shown in place', async () => {
      const talk = await start();
      const original = await photo(3000, 1500);
      assert.ok(original.includes('somewhere secret'));
      const {file} = await sent('ann', talk, 'C:\\Users\\ann\\holiday.JPG', original);
      const {width, height, type, name, placeholder = ''} = file;
      assert.deepEqual(
        {width, height, type, name},
        {width: 2000, height: 1000, type: 'image/webp', name: 'holiday.JPG'},
      );
      assert.ok(Buffer.from(placeholder, 'base64').length < 40);
      const {url, preview = ''} = await urlOf('ben', talk, file.id);
      const [large, small] = [await world.fetch(`/${url}`), await world.fetch(`/${preview}`)];
      assert.match(large.headers.get('content-disposition') ?? '', /^inline; filename="holiday.webp"/);
      assert.equal(large.headers.get('content-type'), 'image/webp');
      const bytes = Buffer.from(await large.arrayBuffer());
      assert.equal(bytes.length, file.size);
      assert.ok(!bytes.includes('somewhere secret') && (await sharp(bytes).metadata()).exif === undefined);
      const preview300 = await sharp(Buffer.from(await small.arrayBuffer())).metadata();
      assert.deepEqual([preview300.width, preview300.height], [300, 150]);
    });

    test('a PNG with transparency, a moving GIF, a WebP, a moving one and an AVIF are pictures too', async () => {
      const talk = await start();
      const clear = {create: {width: 40, height: 30, channels: 4 as const, background: {r: 0, g: 0, b: 0, alpha: 0}}};
      const frames = Buffer.concat([Buffer.alloc(40 * 30 * 3, 10), Buffer.alloc(40 * 30 * 3, 200)]);
      const moving = sharp(frames, {raw: {width: 40, height: 60, channels: 3, pageHeight: 30}});
      for (const [name, bytes] of [
        ['a.png', await sharp(clear).png().toBuffer()],
        ['b.gif', await moving.clone().gif().toBuffer()],
        ['c.avif', await sharp(clear).avif().toBuffer()],
        ['d.webp', await sharp(clear).webp().toBuffer()],
        ['e.webp', await moving.clone().webp().toBuffer()],
      ] as const) {
        const {file} = await sent('ann', talk, name, bytes);
        assert.deepEqual([file.width, file.height, file.type], [40, 30, 'image/webp'], name);
        if (name !== 'b.gif' && name !== 'e.webp') continue;
        const read = await world.fetch(`/${(await urlOf('ann', talk, file.id)).url}`);
        assert.equal((await sharp(Buffer.from(await read.arrayBuffer()), {animated: true}).metadata()).pages, 2, name);
      }
    });

    test('everything else is kept as it is, and only ever saved: lies about the name and the type help nobody', async () => {
      const talk = await start();
      const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
      const page = '<!doctype html><script>alert(1)</script>';
      const mp4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(400)]);
      const files: [string, Buffer, string][] = [
        ['drawing.svg', Buffer.from(svg), 'application/octet-stream'],
        ['photo.png', Buffer.from(page), 'application/octet-stream'],
        ['xml.jpg', Buffer.from(`<?xml version="1.0"?>${svg}`), 'application/octet-stream'],
        ['paper.pdf', Buffer.from('%PDF-1.7\n<script>alert(1)</script>\n%%EOF'), 'application/pdf'],
        ['clip.mp4', mp4, 'video/mp4'],
        ['bytes.txt', Buffer.from([1, 2, 3, 0, 255]), 'application/octet-stream'],
        ['words.html', Buffer.from('Nothing but words.'), 'text/plain'],
        ['page.pdf', Buffer.from(`${page}\n%PDF-1.7\n%%EOF`), 'application/octet-stream'],
        ['paper.html', Buffer.from(`%PDF-1.7\n${page}\n%%EOF`), 'application/pdf'],
        [
          'site.zip',
          Buffer.concat([Buffer.from('PK\x03\x04\x14', 'latin1'), Buffer.alloc(30), Buffer.from(page)]),
          'application/zip',
        ],
      ];
      for (const [name, bytes, type] of files) {
        const {file} = await sent('ann', talk, name, bytes);
        assert.deepEqual(file, {id: file.id, name, type, size: bytes.length});
        const read = await world.fetch(`/${(await urlOf('ben', talk, file.id)).url}`);
        assert.deepEqual(Buffer.from(await read.arrayBuffer()), bytes);
        assert.match(read.headers.get('content-disposition') ?? '', /^attachment; /);
        assert.equal(read.headers.get('content-type'), type);
        assert.equal(read.headers.get('x-content-type-options'), 'nosniff');
        assert.match(read.headers.get('content-security-policy') ?? '', /^sandbox; default-src 'none'/);
        assert.equal(read.headers.get('cross-origin-resource-policy'), 'cross-origin');
      }
    });

    test('of audio and video it is told how long they are and how large they are shown, and that they are no pictures', async () => {
      const talk = await start();
      const clip = await readFile(new URL('media/turned.mp4', import.meta.url));
      const {file} = await sent('ann', talk, 'a.mov', clip);
      const about = {durationMs: 2000, video: {width: 48, height: 64}};
      assert.deepEqual(file, {id: file.id, name: 'a.mov', type: 'video/mp4', size: clip.length, ...about});
    });

    test('of a picture that is also something else, only the picture is left', async () => {
      const talk = await start();
      const page = Buffer.from('<!doctype html><script>alert(document.domain)</script>');
      const drawn = sharp(await photo());
      // its width is the beginning of a comment, so that all of it is a script: GIF89a/*…*/=1;alert(…)//
      const wide = await sharp({create: {width: 0x2a2f, height: 1, channels: 3, background: '#c84'}})
        .gif()
        .toBuffer();
      assert.equal(wide.subarray(0, 8).toString('latin1'), 'GIF89a/*');
      const script = Buffer.from('*/=1;alert(document.domain)//');
      const archive = Buffer.from('PK\x03\x04\x14alert(document.domain)PK\x05\x06', 'latin1');
      const both: [string, Buffer][] = [
        ['both.png', Buffer.concat([await drawn.clone().png().toBuffer(), archive, page])],
        ['both.gif.js', Buffer.concat([wide, script])],
        ['both.jpg.zip', Buffer.concat([await photo(), archive])],
        ['both.webp.html', Buffer.concat([await drawn.clone().webp().toBuffer(), page])],
        [
          'told.png',
          await drawn
            .clone()
            .png()
            .withExif({IFD0: {Copyright: String(page)}})
            .toBuffer(),
        ],
      ];
      for (const [name, bytes] of both) {
        assert.ok(bytes.includes('alert('), name);
        const {file} = await sent('ann', talk, name, bytes);
        assert.deepEqual([file.type, (file.width ?? 0) > 0], ['image/webp', true], name);
        const {url, preview = ''} = await urlOf('ben', talk, file.id);
        for (const address of [url, preview]) {
          const read = await world.fetch(`/${address}`);
          assert.equal(read.headers.get('content-type'), 'image/webp');
          assert.ok(!Buffer.from(await read.arrayBuffer()).includes('alert('), `${name}: ${address}`);
        }
      }
    });

    test('what only begins as a picture is none, and is not kept', async () => {
      const talk = await start();
      const lies = [
        Buffer.from('GIF89a/*\x01\x00*/=1;alert(document.domain)//', 'latin1'),
        Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('<script>alert(1)</script>')]),
        Buffer.concat([
          Buffer.from('RIFF\x40\x00\x00\x00WEBPVP8 ', 'latin1'),
          Buffer.from('<script>alert(1)</script>'),
        ]),
      ];
      for (const bytes of lies) {
        const {url} = await ticket('ann', talk, 'lie.gif', bytes.length);
        assert.equal((await patch(url, 0, bytes)).status, 422);
      }
      assert.deepEqual(await place.names(), []);
    });

    test('a picture of too many pixels, and one that is broken, are not accepted; nothing of them is kept', async () => {
      const talk = await start();
      const flood = await sharp({create: {width: 9000, height: 9000, channels: 3, background: '#fff'}})
        .png()
        .toBuffer();
      assert.ok(flood.length < 400_000);
      const broken = (await photo()).subarray(0, 900);
      for (const bytes of [flood, broken]) {
        const {id, url} = await ticket('ann', talk, 'bad.png', bytes.length);
        const answer = await patch(url, 0, bytes);
        assert.equal(answer.status, 422);
        assert.equal(((await answer.json()) as {code: string}).code, 'ATTACHMENT_REJECTED');
        assert.equal((await put('ann', talk, [id])).body.code, 'ATTACHMENT_REJECTED');
        assert.equal((await patch(url, bytes.length, Buffer.alloc(0))).status, 422, 'asked again');
      }
      assert.deepEqual(await place.names(), []);
      assert.ok((await sent('ann', talk, 'good.jpg', await photo())).file.width, 'and the next one is drawn');
    });

    test('names are names: no paths, no devices, no signs that turn text round', async () => {
      const talk = await start();
      for (const [given, name] of [
        ['../../etc/passwd', 'passwd'],
        ['..\\..\\boot.ini', 'boot.ini'],
        ['....//', 'file'],
        ['CON.txt', '_CON.txt'],
        ['photo\u202Egpj.exe', 'photogpj.exe'],
        ['a\nb"c<d>.txt', 'a_b_c_d_.txt'],
        [`${'ö'.repeat(300)}.docx`, `${'ö'.repeat(195)}.docx`],
        ['résumé 日本.pdf', 'résumé 日本.pdf'],
      ]) {
        const {file} = await sent('ann', talk, given as string, Buffer.from('x'));
        assert.equal(file.name, name);
        const read = await world.fetch(`/${(await urlOf('ben', talk, file.id)).url}`);
        const said = read.headers.get('content-disposition') ?? '';
        assert.equal(decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(said)?.[1] ?? ''), name);
      }
    });
  });

  describe('reading a file (PWP-FILE-007, PWP-FILE-008, S46)', () => {
    test('an address is good for at most five minutes, for this file and version alone', async () => {
      const talk = await start();
      const {file} = await sent('ann', talk, 'a.jpg', await photo());
      const {url, preview = '', expiresAt} = await urlOf('ben', talk, file.id);
      assert.ok(expiresAt - world.clock.now() <= 5 * 60_000 && expiresAt - world.clock.now() > 4 * 60_000 - 1);
      assert.equal((await urlOf('ben', talk, file.id)).url, url, 'the same again, for the browser’s cache');
      const forged = [
        url.replace('/large?', '/small?'),
        preview.replace('/small?', '/original?'),
        url.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
        url.replace(/ticket=[^.]*/, `ticket=${Buffer.from(JSON.stringify(['ben', 1, 9e15])).toString('base64url')}`),
        url.replace(/\?.*/, ''),
        url.replace(file.id, '..%2f..%2fparlor'),
      ];
      for (const address of forged) assert.equal((await world.fetch(`/${address}`)).status, 404, address);
      const cached = await world.fetch(`/${url}`);
      assert.match(cached.headers.get('cache-control') ?? '', /^private, max-age=(2[4-9]\d|300), immutable$/);
      world.clock.advance(expiresAt - world.clock.now());
      assert.equal((await world.fetch(`/${url}`)).status, 404);
    });

    test('ranges of bytes are given, for seeking', async () => {
      const talk = await start();
      const {file} = await sent('ann', talk, 'a.txt', Buffer.from('0123456789'));
      const {url} = await urlOf('ben', talk, file.id);
      const ask = (range: string) => world.fetch(`/${url}`, {headers: {range}});
      for (const [range, text] of [
        ['bytes=2-4', '234'],
        ['bytes=7-', '789'],
        ['bytes=-3', '789'],
        ['bytes=5-99', '56789'],
      ] as const) {
        const answer = await ask(range);
        assert.deepEqual([answer.status, await answer.text()], [206, text]);
      }
      assert.equal((await ask('bytes=10-')).status, 416);
      assert.equal((await ask('bytes=4-2')).status, 416);
      assert.equal((await ask('lines=1-2')).status, 200);
      const again = await world.fetch(`/${url}`, {
        headers: {'if-none-match': (await ask('')).headers.get('etag') ?? ''},
      });
      assert.equal(again.status, 304);
    });

    test('only members get addresses, and an address ends with the membership it was given to', async () => {
      const talk = await start();
      const {file} = await sent('ann', talk, 'a.txt', Buffer.from('secret'));
      const {url} = await urlOf('cem', talk, file.id);
      assert.equal((await ask('eve', `${talk}/files/urls`, {files: [file.id]})).status, 404);
      await world.rest('ann', 'DELETE', `/v1/conversations/${talk}/members/cem`);
      assert.equal((await world.fetch(`/${url}`)).status, 404);
      assert.equal((await ask('cem', `${talk}/files/urls`, {files: [file.id]})).body.code, 'NOT_A_MEMBER');
      await world.rest('ann', 'PUT', `/v1/conversations/${talk}/members/cem`, {body: {}});
      assert.equal((await world.fetch(`/${url}`)).status, 404, 'nor does it come back');
    });

    test('of another conversation, or not sent yet, there is no address', async () => {
      const talk = await start();
      const {body} = await world.rest('ann', 'POST', '/v1/conversations', {body: {title: 'Other', members: ['ben']}});
      const {file} = await sent('ann', talk, 'a.txt', Buffer.from('x'));
      const unsent = await upload('ann', talk, 'b.txt', Buffer.from('x'));
      assert.deepEqual(await urlsOf('ben', String(body.conversation), file.id), []);
      assert.deepEqual(await urlsOf('ben', talk, unsent.id, 'no-such-file'), []);
    });
  });

  describe('the end of a file (PWP-FILE-009, S52)', () => {
    test('with its message it is gone: for readers at once, then from the folder', async () => {
      const talk = await start();
      const {file, message} = await sent('ann', talk, 'a.jpg', await photo());
      const {url} = await urlOf('ben', talk, file.id);
      assert.deepEqual((await place.names()).sort(), [`${file.id}.large`, `${file.id}.small`]);
      await world.rest('ann', 'DELETE', `/v1/conversations/${talk}/messages/${message.id}`);
      assert.equal((await world.fetch(`/${url}`)).status, 404);
      assert.deepEqual(await urlsOf('ben', talk, file.id), []);
      assert.equal((await put('ann', talk, [file.id])).body.code, 'ATTACHMENT_MISSING');
      assert.deepEqual(await keptUntil(0), []);
    });

    test('what nobody finished or sent within a day is collected', async () => {
      const talk = await start();
      const open = await ticket('ann', talk, 'a.txt', 10);
      await patch(open.url, 0, Buffer.from('123'));
      const unsent = await upload('ann', talk, 'b.txt', Buffer.from('x'));
      const {file} = await sent('ann', talk, 'c.txt', Buffer.from('y'));
      assert.equal((await place.names()).length, 3);
      world.clock.advance(day + 1);
      assert.deepEqual(await keptUntil(1), [`${file.id}.original`]);
      assert.equal((await put('ann', talk, [unsent.id])).body.code, 'ATTACHMENT_MISSING');
    });

    test('whoever is erased leaves no file', async () => {
      const talk = await start();
      await sent('ben', talk, 'a.txt', Buffer.from('x'));
      await upload('ben', talk, 'b.txt', Buffer.from('y'));
      const kept = await sent('ann', talk, 'c.txt', Buffer.from('z'));
      const token = await world.token('host', {aud: 'parlor-admin'});
      const headers = {authorization: `Bearer ${token}`};
      const erased = await world.fetch('/v1/host/users/ben', {method: 'DELETE', headers});
      assert.equal(erased.status, 200, await erased.text());
      assert.deepEqual(await keptUntil(1), [`${kept.file.id}.original`]);
    });
  });
}
