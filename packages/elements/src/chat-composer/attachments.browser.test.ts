import {expect} from 'chai';
import {area, composing, microtasks} from '../../test/composing.js';
import {faults, has, inside, mount, plain, press, spokenName, type, until} from '../../test/fixture.js';
import {strings} from '../strings/en-all.js';
import type {ChatComposer} from './chat-composer.js';
import '../chat-thread/define.js';

const text = (name = 'notes.txt', bytes = 12): File => new File(['x'.repeat(bytes)], name, {type: 'text/plain'});
async function picture(name = 'cat.png', width = 40, height = 30): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.fillRect(0, 0, width, height);
  return new File([await canvas.convertToBlob()], name, {type: 'image/png'});
}

describe('chat-composer: files (UX-C12)', () => {
  const given = composing();
  beforeEach(() => given.chat.takeFiles());
  const compose = (more: Partial<ChatComposer> = {}): Promise<ChatComposer> => given.compose(more);
  const rows = (composer: ChatComposer): string[] =>
    [...(composer.shadowRoot?.querySelectorAll('.attached .file-name .unseen') ?? [])].map(
      (row) => row.textContent ?? '',
    );
  const attach = async (composer: ChatComposer, ...files: File[]): Promise<void> => {
    composer.attach(files);
    await until(() => files.every(({name}) => rows(composer).includes(name)));
  };
  const note = (composer: ChatComposer): string =>
    plain(composer.shadowRoot?.querySelector('.note')?.textContent ?? '');
  const sent = () => given.chat.conversation('a').timeline.get().messages.at(-1);

  it('the button is there where the server takes files, and not while a message is edited', async () => {
    const composer = await compose();
    expect(spokenName(inside(composer, '.attach'))).to.equal(strings.attach);
    const field = inside(composer, 'input[type=file]') as HTMLInputElement;
    let clicks = 0;
    field.addEventListener('click', (event) => {
      event.preventDefault();
      clicks++;
    });
    inside(composer, '.attach').click();
    expect([clicks, field.multiple, field.accept]).to.deep.equal([1, true, '']);
    composer.accept = 'image/*';
    composer.maxFiles = 1;
    await composer.updateComplete;
    expect([field.multiple, field.accept]).to.deep.equal([false, 'image/*']);
    composer.noAttach = true;
    await composer.updateComplete;
    expect(has(composer, '.attach')).to.equal(false);
    composer.noAttach = false;
    given.chat.connection.set({is: 'online', since: 0, leading: true});
    await composer.updateComplete;
    expect(has(composer, '.attach'), 'of a server that takes none').to.equal(false);
    given.chat.takeFiles();
    composer.editing = given.chat.conversation('a').receive('me', 'before');
    await composer.updateComplete;
    expect(has(composer, '.attach')).to.equal(false);
  });

  it('what is attached shows name, size and a picture of it, takes a description, and can be removed', async () => {
    const composer = await compose();
    await attach(composer, await picture(), text());
    await until(() => composer.shadowRoot?.querySelector('.attached canvas'));
    expect(plain(inside(composer, '.attached .quiet').textContent)).to.match(/bytes|kB/);
    const field = inside(composer, '.alt') as HTMLInputElement;
    expect(spokenName(field)).to.equal(strings.describeFile('cat.png'));
    expect(composer.shadowRoot?.querySelectorAll('.alt').length, 'of the picture only').to.equal(1);
    field.focus();
    field.value = 'A black cat';
    field.dispatchEvent(new Event('input'));
    press('Enter');
    expect(composer.shadowRoot?.activeElement === area(composer), 'Enter goes back to the box').to.equal(true);
    expect(given.sends).to.deep.equal([]);
    expect(await faults(composer)).to.deep.equal([]);
    const [, second] = composer.shadowRoot?.querySelectorAll<HTMLElement>('.attached .icon-button') ?? [];
    expect(spokenName(second as HTMLElement)).to.equal(strings.removeFile('notes.txt'));
    second?.click();
    await composer.updateComplete;
    expect(rows(composer)).to.deep.equal(['cat.png']);
    composer.send();
    await microtasks();
    const [file] = sent()?.content.attachments ?? [];
    expect([file?.name, file?.alt, file?.width, file?.height]).to.deep.equal(['cat.png', 'A black cat', 40, 30]);
    expect(rows(composer)).to.deep.equal([]);
  });

  it('a file that is taken off leaves the focus with the one in its place, with the one before, and at last with the box', async () => {
    const composer = await compose();
    await attach(composer, text('one.txt'), text('two.txt'), text('three.txt'));
    const focused = () => composer.shadowRoot?.activeElement as HTMLElement;
    const takeOff = async (name: string): Promise<void> => {
      const buttons = [...(composer.shadowRoot?.querySelectorAll<HTMLElement>('.attached .icon-button') ?? [])];
      const button = buttons.find((one) => spokenName(one) === strings.removeFile(name));
      button?.focus();
      button?.click();
      await composer.updateComplete;
      await microtasks();
    };
    await takeOff('one.txt');
    expect(spokenName(focused())).to.equal(strings.removeFile('two.txt'));
    await takeOff('three.txt');
    expect(spokenName(focused())).to.equal(strings.removeFile('two.txt'));
    await takeOff('two.txt');
    expect(focused() === area(composer), 'the box').to.equal(true);
  });

  it('files go without a text, and chat-submit carries them', async () => {
    const composer = await compose();
    expect(inside(composer, '.send').getAttribute('aria-disabled')).to.equal('true');
    await attach(composer, text());
    expect(inside(composer, '.send').getAttribute('aria-disabled')).to.equal('false');
    const seen: number[] = [];
    composer.addEventListener('chat-submit', (event) => {
      seen.push(event.files.length);
      if (seen.length === 1) event.preventDefault();
    });
    composer.send();
    expect([rows(composer), given.sends], 'cancelled').to.deep.equal([['notes.txt'], []]);
    composer.send();
    await microtasks();
    expect(seen).to.deep.equal([1, 1]);
    expect(sent()?.content.attachments.length).to.equal(1);
  });

  it('a limit is told in a sentence before anything is sent: how many, how large, which kinds, and none of nothing', async () => {
    given.chat.takeFiles({most: 2, bytes: 2048});
    const composer = await compose({accept: '.txt,image/*'});
    for (const [file, words] of [
      [text('large.txt', 3000), strings.fileTooLarge('large.txt', '2 kB')],
      [text('empty.txt', 0), strings.emptyFile('empty.txt')],
      [text('program.exe'), strings.fileNotAccepted('program.exe')],
    ] as const) {
      composer.attach([file]);
      await until(() => note(composer) === words);
      expect(area(composer).getAttribute('aria-describedby')).to.equal('note');
    }
    composer.attach([text('1.txt'), text('2.txt'), text('3.txt')]);
    await until(() => note(composer) === strings.tooManyFiles(2));
    expect(rows(composer)).to.deep.equal(['1.txt', '2.txt']);
    expect(given.sends).to.deep.equal([]);
  });

  it('files stay with their conversation: another one’s send never carries them (UX-C5bf)', async () => {
    const composer = await compose();
    await attach(composer, text('for-ann.txt'));
    composer.conversation = 'b';
    type(area(composer), 'hello all');
    composer.send();
    await microtasks();
    expect(given.chat.conversation('b').timeline.get().messages.at(-1)?.content.attachments).to.deep.equal([]);
    await composer.updateComplete;
    expect(rows(composer)).to.deep.equal([]);
    composer.conversation = 'a';
    await composer.updateComplete;
    expect(rows(composer)).to.deep.equal(['for-ann.txt']);
    composer.remove();
    const next = await compose();
    await until(() => rows(next).length === 1);
    expect(rows(next), 'another composer of the same page').to.deep.equal(['for-ann.txt']);
  });

  it('what cannot be stored comes back into the box (UX-C4b)', async () => {
    const composer = await compose();
    await attach(composer, text());
    given.chat.failNext('send', 'OUTBOX_FULL');
    composer.send();
    await until(() => note(composer) === strings.notSaved);
    expect(rows(composer)).to.deep.equal(['notes.txt']);
  });

  it('a host can take the files itself', async () => {
    const composer = await compose();
    const seen: number[] = [];
    composer.addEventListener('chat-attach', (event) => {
      seen.push(event.files.length);
      event.preventDefault();
    });
    composer.attach([text(), text()]);
    await until(() => seen.length > 0);
    expect([seen, rows(composer)]).to.deep.equal([[2], []]);
  });

  it('no address of an object is made, so none is left', async () => {
    const {createObjectURL} = URL;
    let made = 0;
    URL.createObjectURL = (of) => {
      made++;
      return createObjectURL(of);
    };
    try {
      const composer = await compose();
      await attach(composer, await picture());
      await until(() => composer.shadowRoot?.querySelector('.attached canvas'));
      composer.clear();
      await composer.updateComplete;
      expect([rows(composer).length, made]).to.deep.equal([0, 0]);
    } finally {
      URL.createObjectURL = createObjectURL;
    }
  });

  it('in a form text and files go under its name', async () => {
    const form = document.createElement('form');
    document.body.append(form);
    try {
      const composer = document.createElement('chat-composer');
      Object.assign(composer, {name: 'message', maxFiles: 3});
      form.append(composer);
      await composer.updateComplete;
      await attach(composer, text());
      await composer.updateComplete;
      const all = new FormData(form).getAll('message');
      expect(all.length).to.equal(2);
      expect((all[1] as File).name).to.equal('notes.txt');
    } finally {
      form.remove();
    }
  });

  describe('pasted (UX-C10b)', () => {
    const paste = (composer: ChatComposer, files: readonly File[], data: Record<string, string> = {}): boolean => {
      const clipboardData = new DataTransfer();
      for (const [kind, words] of Object.entries(data)) clipboardData.setData(kind, words);
      for (const file of files) clipboardData.items.add(file);
      area(composer).focus();
      const event = new ClipboardEvent('paste', {bubbles: true, composed: true, cancelable: true});
      Object.defineProperty(event, 'clipboardData', {value: clipboardData});
      return area(composer).dispatchEvent(event);
    };

    it('a picture alone becomes an attachment, and so does one with its own HTML', async () => {
      const composer = await compose();
      expect(paste(composer, [await picture('image.png')])).to.equal(false);
      await until(() => rows(composer).length === 1);
      const html =
        '<html><body><!--StartFragment--><img src="https://a.example/cat.png" alt="cat"><!--EndFragment--></body></html>';
      expect(paste(composer, [await picture('cat.png')], {'text/html': html, 'text/plain': 'cat'})).to.equal(false);
      await until(() => rows(composer).length === 2);
      expect(given.sends, 'nothing is uploaded before it is sent').to.deep.equal([]);
    });

    it('where there is text, pictures of it are ignored', async () => {
      const composer = await compose();
      const table = '<table><tr><td>a<td>b</table>';
      expect(paste(composer, [await picture()], {'text/plain': 'a\tb', 'text/html': table})).to.equal(true);
      await microtasks();
      expect(rows(composer)).to.deep.equal([]);
    });
  });

  describe('dropped (UX-C11)', () => {
    const drag = (on: Element, kind: string, data: DataTransfer): boolean =>
      on.dispatchEvent(new DragEvent(kind, {bubbles: true, composed: true, cancelable: true, dataTransfer: data}));
    const files = (...all: File[]): DataTransfer => {
      const data = new DataTransfer();
      for (const file of all) data.items.add(file);
      return data;
    };

    it('the whole pane takes files and says so, without a flicker; what else is dragged is not ours', async () => {
      const thread = await mount('chat-thread', {chat: given.chat, conversation: 'a'});
      const composer = inside(thread, 'chat-composer') as ChatComposer;
      const header = inside(thread, '.header');
      const words = new DataTransfer();
      words.setData('text/plain', 'words');
      expect(drag(header, 'dragenter', words)).to.equal(true);
      const data = files(text('dropped.txt'));
      expect(drag(header, 'dragenter', data)).to.equal(false);
      await until(() => has(thread, '.drop-cover'));
      expect(inside(thread, '.drop-cover').textContent).to.equal(strings.dropFiles);
      const box = inside(thread, '.drop-cover').getBoundingClientRect();
      expect(box.height).to.be.above(thread.getBoundingClientRect().height - 24);
      drag(inside(thread, 'chat-log'), 'dragenter', data);
      drag(header, 'dragleave', data);
      await microtasks();
      expect(has(thread, '.drop-cover'), 'from one part to another').to.equal(true);
      expect(drag(inside(thread, 'chat-log'), 'dragover', data)).to.equal(false);
      drag(inside(thread, 'chat-log'), 'dragleave', data);
      await microtasks();
      expect(has(thread, '.drop-cover'), 'left').to.equal(false);
      drag(header, 'dragenter', data);
      expect(drag(header, 'drop', data)).to.equal(false);
      await until(() => rows(composer).length === 1);
      expect([rows(composer), has(thread, '.drop-cover')]).to.deep.equal([['dropped.txt'], false]);
    });

    it('where files cannot be attached, a drop is the page’s', async () => {
      const thread = await mount('chat-thread', {chat: given.chat, conversation: 'a'});
      (inside(thread, 'chat-composer') as ChatComposer).noAttach = true;
      expect(drag(inside(thread, '.header'), 'drop', files(text()))).to.equal(true);
    });
  });
});
