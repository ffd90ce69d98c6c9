import type {FileUrl, MessageFile} from '@parlor/sdk';
import {expect} from 'chai';
import {failure} from '../../test/fake-chat.js';
import {fakeTimers, faults, inside, listen, mount, spokenName, unmountAll, until} from '../../test/fixture.js';
import {strings} from '../strings/en-all.js';
import type {ChatAttachment} from './chat-attachment.js';
import './define.js';

const svg = (colour: string): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="${colour}"/></svg>`)}`;
const picture: MessageFile = {
  ...{id: 'p', name: 'gate.jpg', type: 'image/jpeg', size: 284_000, width: 400, height: 300},
  placeholder: 'JLcRJYKGiIiPh3iWd2eGeHhwNvoZ',
};
const plan: MessageFile = {id: 'f', name: 'plan.pdf', type: 'application/pdf', size: 1_340_000};

describe('chat-attachment', () => {
  afterEach(unmountAll);
  let asked: string[];
  beforeEach(() => {
    asked = [];
  });
  const find = (file: MessageFile): FileUrl => {
    asked.push(file.id);
    return {url: svg('green'), preview: svg('teal'), expiresAt: 9e15};
  };
  const show = (file: MessageFile, more: Partial<ChatAttachment> = {}, size = {width: 320, height: 240}) =>
    mount('chat-attachment', {file, fileUrl: find, who: 'Ann', ...more}, size);
  const shown = (element: ChatAttachment) => inside(element, 'img') as HTMLImageElement;

  it('a picture has its colours before it is there, then its small version; its name says whose it is (UX-M15)', async () => {
    const element = await show(picture, {}, {width: 200, height: 150});
    expect(inside(element, 'canvas').hidden).to.equal(false);
    expect((inside(element, 'canvas') as HTMLCanvasElement).width).to.be.above(8);
    await until(() => element.shadowRoot?.querySelector('img.shown'));
    expect(shown(element).src).to.equal(svg('teal'));
    expect(spokenName(inside(element, 'button'))).to.equal(strings.photoFrom('Ann'));
    expect(await faults(element)).to.deep.equal([]);
    element.file = {...picture, alt: 'The north gate'};
    await element.updateComplete;
    expect(spokenName(inside(element, 'button'))).to.equal('The north gate');
  });

  it('where it has more pixels than its small version, the whole one takes its place; one that does not come does not', async () => {
    const element = await show(picture);
    await until(() => element.shadowRoot?.querySelector<HTMLImageElement>('img.shown')?.src === svg('green'));
    const fileUrl = (): FileUrl => ({url: 'data:,no', preview: svg('teal'), expiresAt: 9e15});
    const other = await show({...picture, id: 'other'}, {fileUrl});
    await until(() => other.shadowRoot?.querySelector('img.shown'));
    const lost = new Image();
    lost.src = 'data:,no';
    await lost.decode().catch(() => undefined);
    expect(shown(other).src).to.equal(svg('teal'));
  });

  it('an address is asked for only when the picture comes near (UX-M15)', async () => {
    const element = await show(picture);
    const far = document.createElement('div');
    far.style.blockSize = '9000px';
    const other = Object.assign(document.createElement('chat-attachment'), {
      file: {...picture, id: 'far'},
      fileUrl: find,
    });
    element.after(far, other);
    await until(() => element.shadowRoot?.querySelector('img.shown'));
    expect(asked).to.deep.equal(['p']);
    far.remove();
    await until(() => asked.includes('far'));
  });

  it('what cannot be loaded says so, and a press tries again', async () => {
    let isLost = true;
    const fileUrl = (): FileUrl => ({url: isLost ? 'data:,no' : svg('green'), expiresAt: 9e15});
    const element = await show(picture, {fileUrl});
    await until(() => element.shadowRoot?.querySelector('.broken'));
    expect(spokenName(inside(element, 'button'))).to.contain(strings.fileNotLoaded);
    isLost = false;
    inside(element, 'button').click();
    await until(() => element.shadowRoot?.querySelector('img.shown'));
    expect(element.shadowRoot?.querySelector('.viewer') ?? undefined).to.equal(undefined);
  });

  it('without a line it keeps its colours, and comes by itself when there is one', async () => {
    const timers = fakeTimers();
    try {
      let isDown = true;
      let tries = 0;
      const fileUrl = async (): Promise<FileUrl> => {
        tries++;
        if (isDown) throw failure('OFFLINE');
        return find(picture);
      };
      const element = await show(picture, {fileUrl});
      await until(() => tries === 1);
      await timers.tick(2_000);
      await until(() => tries === 2);
      await timers.tick(3_999);
      expect([tries, element.shadowRoot?.querySelector('.broken') ?? undefined]).to.deep.equal([2, undefined]);
      await timers.tick(1);
      await until(() => tries === 3);
      isDown = false;
      dispatchEvent(new Event('online'));
      await until(() => element.shadowRoot?.querySelector('img.shown'));
      element.remove();
      await timers.tick(100_000);
      expect(tries).to.equal(4);
    } finally {
      timers.restore();
    }
  });

  it('a picture that was just sent is the same picture: it is neither fetched again nor hidden (UX-M3)', async () => {
    const element = await show({...picture, id: 'local', progress: 0.5});
    await until(() => element.shadowRoot?.querySelector('img.shown'));
    const before = shown(element);
    element.file = picture;
    await element.updateComplete;
    expect(shown(element) === before).to.equal(true);
    expect([before.className, ...asked]).to.deep.equal(['shown', 'local']);
  });

  it('a press opens it large with a fresh address; Escape closes, and the focus is back (UX 1.5)', async () => {
    const second = {...picture, id: 'q', alt: 'The river'};
    const element = await show(picture, {album: [picture, second]});
    await until(() => asked.length > 0);
    const button = inside(element, 'button');
    button.focus();
    button.click();
    await until(() => element.shadowRoot?.querySelector('.viewer img'));
    const dialog = inside(element, '.viewer') as HTMLDialogElement;
    const seen: string[] = [];
    document.addEventListener('keydown', ({key}) => seen.push(key), {once: true});
    expect(dialog.matches(':modal')).to.equal(true);
    expect(spokenName(dialog)).to.equal(strings.photoFrom('Ann'));
    await until(() => (inside(element, '.viewer img') as HTMLImageElement).src === svg('green'));
    expect(await faults(element)).to.deep.equal([]);
    dialog.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true, composed: true}));
    await until(() => spokenName(dialog) === 'The river');
    expect(asked.slice(1)).to.include('q');
    expect(seen, 'the message behind it hears nothing').to.deep.equal([]);
    dialog.close();
    await until(() => !element.shadowRoot?.querySelector('.viewer'));
    expect(element.shadowRoot?.activeElement === button).to.equal(true);
  });

  it('a host can show it itself', async () => {
    const element = await show(picture);
    const opened: string[] = [];
    element.addEventListener('chat-open-media', (event) => {
      opened.push(event.file.id);
      event.preventDefault();
    });
    await element.open();
    expect(opened).to.deep.equal(['p']);
    expect(element.shadowRoot?.querySelector('dialog') ?? undefined).to.equal(undefined);
  });

  it('another file is a row: its name keeps its end, its size is in the words of the language, a press saves it (UX-M17)', async () => {
    const long = {...plan, name: `${'a very long name '.repeat(8)}of the plan.pdf`};
    const element = await show(long, {locale: 'en'}, {width: 280, height: 60});
    const [, head, tail] = inside(element, '.file-name').children as unknown as [HTMLElement, HTMLElement, HTMLElement];
    expect(head.scrollWidth).to.be.above(head.clientWidth);
    expect(tail.textContent).to.equal('plan.pdf');
    expect(tail.getBoundingClientRect().right).to.be.at.most(element.getBoundingClientRect().right);
    expect(inside(element, '.size').textContent).to.equal('1.3 MB');
    expect(spokenName(inside(element, 'button'))).to.equal(strings.downloadFile(long.name, '1.3 MB'));
    expect(asked, 'not before').to.deep.equal([]);
    const saved = new Promise<HTMLAnchorElement>((resolve) => {
      const {click} = HTMLAnchorElement.prototype;
      HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
        HTMLAnchorElement.prototype.click = click;
        resolve(this);
      };
    });
    inside(element, 'button').click();
    const link = await saved;
    expect([link.download, link.href]).to.deep.equal([long.name, svg('green')]);
    expect(await faults(element)).to.deep.equal([]);
  });

  it('an address that would run something is none: it is reported, and nothing is pressed', async () => {
    const address = ['java', 'script:ran=1'].join('');
    const element = await show(plan, {fileUrl: () => ({url: address, expiresAt: 9e15})});
    const errors = listen('chat-error');
    await element.save();
    expect((window as {ran?: number}).ran).to.equal(undefined);
    expect(errors).to.have.length(1);
    expect(inside(element, '.size').textContent).to.contain(strings.fileNotLoaded);
  });

  it('while it goes up a ring tells how far it is, and asks to end it; after a failure there is none (UX-M17)', async () => {
    const element = await show({...plan, progress: 0.4}, {locale: 'en'}, {width: 280, height: 60});
    const ring = inside(element, '.ring');
    expect(spokenName(ring)).to.equal(`${strings.cancelSending}, ${strings.uploaded('40%')}`);
    expect(inside(element, '.done').getAttribute('stroke-dasharray')).to.equal('40 100');
    const ended: string[] = [];
    element.addEventListener('chat-cancel-upload', (event) => ended.push(event.file.id));
    ring.click();
    expect(ended).to.deep.equal(['f']);
    expect(await faults(element)).to.deep.equal([]);
    element.failed = true;
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('.ring') ?? undefined).to.equal(undefined);
  });

  describe('audio and video', () => {
    const clip: MessageFile = {
      ...{id: 'v', name: 'harbour.webm', type: 'video/webm', size: 1_340_000, durationMs: 65_200},
      video: {width: 64, height: 48},
    };
    const song: MessageFile = {id: 'a', name: 'song.wav', type: 'audio/wav', size: 4_000, durationMs: 3_723_000};
    /** A tenth of a second of silence. */
    const silence = (): string => {
      const word = (value: number, bytes: number) => Array.from({length: bytes}, (_, at) => (value >> (8 * at)) & 255);
      const head = [
        word(836, 4),
        word(16, 4),
        word(1, 2),
        word(1, 2),
        word(8_000, 4),
        word(8_000, 4),
        word(1, 2),
        word(8, 2),
      ];
      const [size, ...format] = head.map((bytes) => String.fromCharCode(...bytes));
      const samples = String.fromCharCode(128).repeat(800);
      const data = `data${String.fromCharCode(...word(800, 4))}${samples}`;
      return `data:audio/wav;base64,${btoa(`RIFF${size}WAVEfmt ${format.join('')}${data}`)}`;
    };
    const player = (element: ChatAttachment) =>
      element.shadowRoot?.querySelector<HTMLVideoElement>('.viewer :is(audio, video)');
    const wide = {width: 280, height: 60};

    it('is a row that says how long it is; a press plays it in its room, which is there before it is', async () => {
      let give: (url: FileUrl) => void = () => undefined;
      const fileUrl = () => new Promise<FileUrl>((resolve) => (give = resolve));
      const element = await show(clip, {fileUrl, locale: 'en'}, wide);
      expect(inside(element, '.size').textContent).to.equal('1:05 · 1.3 MB');
      expect(spokenName(inside(element, 'button'))).to.equal(strings.playFile('harbour.webm', '1:05 · 1.3 MB'));
      inside(element, 'button').click();
      await until(() => player(element));
      const video = player(element) as HTMLVideoElement;
      expect([video.localName, video.controls, video.hasAttribute('src')]).to.deep.equal(['video', true, false]);
      const {width, height} = video.getBoundingClientRect();
      expect(width / height).to.be.closeTo(64 / 48, 0.01);
      give({url: 'data:video/webm;base64,', expiresAt: 9e15});
      await until(() => element.shadowRoot?.querySelector('.viewer [role=alert]'));
      expect(inside(element, '.viewer [role=alert]').textContent).to.equal(strings.fileNotLoaded);
      expect(spokenName(inside(element, '.viewer'))).to.equal('harbour.webm');
      expect(inside(element, '.viewer .bar button').title, 'it can still be saved').to.equal(strings.download);
      expect(await faults(element)).to.deep.equal([]);
    });

    it('one whose address has ended goes on with a new one, where it was', async () => {
      const urls: string[] = [];
      const fileUrl = (): FileUrl => {
        urls.push(`${silence()}#${urls.length}`);
        return {url: urls.at(-1) as string, expiresAt: 9e15};
      };
      const element = await show(song, {fileUrl, locale: 'en'}, wide);
      expect(inside(element, '.size').textContent).to.equal('1:02:03 · 4 kB');
      await element.open();
      await until(() => (player(element)?.readyState ?? 0) > 0);
      const audio = player(element) as HTMLVideoElement;
      audio.pause();
      audio.currentTime = 0.05;
      const {now} = performance;
      performance.now = () => now.call(performance) + 300_000;
      try {
        audio.dispatchEvent(new Event('error'));
        await until(() => urls.length === 2 && audio.src.endsWith('#1') && audio.readyState > 0);
      } finally {
        performance.now = now;
      }
      expect(audio.currentTime).to.be.closeTo(0.05, 0.02);
      expect(await faults(element)).to.deep.equal([]);
    });

    it('what this browser cannot play is saved, and what is on its way is neither', async () => {
      const other = await show({...clip, type: 'video/x-unheard-of'}, {locale: 'en'}, wide);
      expect(spokenName(inside(other, 'button'))).to.equal(strings.downloadFile('harbour.webm', '1:05 · 1.3 MB'));
      const {durationMs: _, video: __, ...plain} = clip;
      const own = await show({...plain, progress: 0.4}, {locale: 'en'}, wide);
      expect(spokenName(inside(own, 'button'))).to.equal(strings.downloadFile('harbour.webm', '1.3 MB'));
    });
  });
});
