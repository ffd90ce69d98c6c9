import {expect} from 'chai';
import {area, composing} from '../../test/composing.js';
import {ear, fakeTimers, faults, plain, settled, type, until} from '../../test/fixture.js';
import type {ChatComposer} from './chat-composer.js';
import {fromField, nextHour, toField} from './later-dialog.js';

const hour = 3_600_000;
const sendButton = (composer: ChatComposer) => composer.shadowRoot?.querySelector('.send') as HTMLButtonElement;
const chip = (composer: ChatComposer) => composer.shadowRoot?.querySelector<HTMLButtonElement>('.later');
const dialogOf = (composer: ChatComposer) =>
  until(() =>
    [...(composer.shadowRoot?.querySelectorAll('div') ?? [])]
      .find(({shadowRoot}) => shadowRoot)
      ?.shadowRoot?.querySelector<HTMLDialogElement>('dialog[open]'),
  );
const hold = (composer: ChatComposer): boolean =>
  sendButton(composer).dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, cancelable: true}));
const field = (dialog: HTMLElement) => dialog.querySelector('input') as HTMLInputElement;
const submit = (dialog: HTMLElement): void => dialog.querySelector('form')?.requestSubmit();
const button = (dialog: HTMLElement, name: string) =>
  [...dialog.querySelectorAll('button')].find(
    (one) => plain(one.ariaLabel ?? one.textContent).trim() === name,
  ) as HTMLButtonElement;

describe('chat-composer: sent later (PWP-LATER-001)', () => {
  const given = composing();
  const later = () => given.chat.calls.filter((call) => call.startsWith('later.'));
  async function opened(text = 'good morning') {
    const composer = await given.compose({sendKey: 'enter'});
    composer.settings = {...composer.settings, now: () => given.chat.now};
    if (text) type(area(composer), text);
    expect(hold(composer)).to.equal(false);
    return {composer, dialog: await dialogOf(composer)};
  }

  it('a right click or the menu key on the send button asks for a time, and what is in the box waits for it', async () => {
    const {composer, dialog} = await opened();
    expect(dialog.querySelector('.said')?.textContent).to.equal('good morning');
    const at = fromField(field(dialog).value);
    expect(at).to.equal(nextHour(given.chat.now));
    const heard = ear();
    submit(dialog);
    await until(() => !dialog.isConnected);
    heard.stop();
    expect(later()).to.deep.equal([`later.add a good morning ${at}`]);
    expect(composer.value).to.equal('');
    expect(given.sends).to.deep.equal([]);
    expect(heard.lines[0]).to.match(/^Will be sent: /);
    await settled(composer);
    expect(chip(composer)?.textContent?.trim()).to.equal('1 message waits for its time');
  });

  it('a long press does, and sends nothing by itself', async () => {
    const composer = await given.compose();
    type(area(composer), 'good morning');
    const timers = fakeTimers();
    try {
      const press = (name: string) =>
        sendButton(composer).dispatchEvent(
          new PointerEvent(name, {pointerType: 'touch', bubbles: true, cancelable: true}),
        );
      press('pointerdown');
      await timers.tick(499);
      press('pointerup');
      await timers.tick(1_000);
      press('pointerdown');
      await timers.tick(500);
      press('pointerup');
      press('click');
    } finally {
      timers.restore();
    }
    await dialogOf(composer);
    expect(given.sends).to.deep.equal([]);
  });

  it('a time that is over is refused in words, and so is what the server refuses; the words stay in the box', async () => {
    const {composer, dialog} = await opened();
    field(dialog).min = '';
    field(dialog).value = toField(given.chat.now - hour);
    submit(dialog);
    const problem = () => dialog.querySelector('.problem')?.textContent;
    expect(problem()).to.equal('Choose a time that is still to come');
    field(dialog).value = toField(given.chat.now + hour);
    given.chat.failNext('later.add', 'READ_ONLY');
    submit(dialog);
    await until(() => problem() === 'You cannot write here');
    expect(composer.value).to.equal('good morning');
  });

  it('what waits is listed, changed and taken back, and the line above the box opens it', async () => {
    const {composer, dialog} = await opened();
    submit(dialog);
    await until(() => !dialog.isConnected);
    await settled(composer);
    chip(composer)?.click();
    const list = await dialogOf(composer);
    button(list, 'Edit: good morning').click();
    const words = list.querySelector('textarea') as HTMLTextAreaElement;
    expect(words.value).to.equal('good morning');
    words.value = 'good **evening**';
    field(list).value = toField(given.chat.now + 5 * hour);
    submit(list);
    await until(() => later().length === 2);
    const [one] = given.chat.conversation('a').waiting.get();
    expect([one?.content.text, one?.content.ranges?.[0]?.type]).to.deep.equal(['good evening', 'bold']);
    button(list, 'Remove: good evening').click();
    await until(() => later().length === 3);
    await settled(composer);
    expect(chip(composer)).to.equal(null);
  });

  it('a form that closes and a line that goes leave the focus in the dialog, where it goes on', async () => {
    const {composer, dialog} = await opened();
    submit(dialog);
    await until(() => !dialog.isConnected);
    await settled(composer);
    chip(composer)?.click();
    const list = await dialogOf(composer);
    const focused = () => (list.getRootNode() as ShadowRoot).activeElement;
    button(list, 'Edit: good morning').click();
    button(list, 'Cancel').focus();
    button(list, 'Cancel').click();
    expect(focused() === button(list, 'Edit: good morning'), 'cancelled').to.equal(true);
    button(list, 'Edit: good morning').click();
    (list.querySelector('textarea') as HTMLTextAreaElement).value = 'good evening';
    button(list, 'Save').focus();
    submit(list);
    await until(() => later().length === 2);
    // back at where the change was begun
    await until(() => !list.querySelector('form') && focused() === button(list, 'Edit: good evening'));
    button(list, 'Remove: good evening').focus();
    button(list, 'Remove: good evening').click();
    await until(() => later().length === 3);
    await until(() => !list.querySelector('li'));
    expect(focused() === button(list, 'Close'), 'taken back').to.equal(true);
  });

  it('says in words why one was not sent', async () => {
    const {composer, dialog} = await opened();
    submit(dialog);
    await until(() => !dialog.isConnected);
    const {waiting} = given.chat.conversation('a');
    waiting.set(waiting.get().map((one) => ({...one, failure: {code: 'CLOSED' as const, at: 1}})));
    given.chat.conversation('a').change({scheduled: {waiting: 0, failed: 1}});
    await settled(composer);
    expect(chip(composer)?.textContent?.trim()).to.equal('1 scheduled message was not sent');
    chip(composer)?.click();
    const list = await dialogOf(composer);
    expect(list.querySelector('li .problem')?.textContent).to.equal('Not sent: This conversation is closed');
  });

  it('without words it only lists; without a connection it says so', async () => {
    const {dialog} = await opened('');
    expect(dialog.querySelector('form')).to.equal(null);
    expect(dialog.querySelector('.hint')?.textContent).to.equal('Write a message first');
    dialog.close();
    await until(() => !dialog.isConnected);
    given.chat.failNext('scheduled', 'OFFLINE');
    const {dialog: other} = await opened('x');
    expect(other.querySelector('.problem')?.textContent).to.match(/offline/);
  });

  it('has no accessibility faults', async () => {
    const {composer, dialog} = await opened();
    for (const scheme of ['light', 'dark'] as const) expect(await faults(dialog, scheme)).to.deep.equal([]);
    submit(dialog);
    await until(() => !dialog.isConnected);
    await settled(composer);
    for (const scheme of ['light', 'dark'] as const) expect(await faults(composer, scheme)).to.deep.equal([]);
  });
});
