import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {
  ear,
  faults,
  focused,
  has,
  inside,
  listen,
  mount,
  press,
  settled,
  type,
  unmountAll,
  until,
} from '../../test/fixture.js';
import type {ChatMessage} from '../chat-message/chat-message.js';
import type {ChatForward} from './chat-forward.js';
import '../chat-log/define.js';
import './define.js';

const targets = (dialog: ChatForward) => [...(dialog.shadowRoot?.querySelectorAll<HTMLElement>('.body .person') ?? [])];
const names = (dialog: ChatForward) => targets(dialog).map((row) => row.textContent?.trim());
const target = (dialog: ChatForward, name: string) =>
  until(() => targets(dialog).find((row) => row.textContent?.trim() === name), name);
const chips = (dialog: ChatForward) => [...(dialog.shadowRoot?.querySelectorAll<HTMLElement>('.chips button') ?? [])];
const submit = (dialog: ChatForward) => inside(dialog, '.primary') as HTMLElement;

describe('chat-forward', () => {
  let chat: FakeChat;
  let stop: (() => void) | undefined;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.person('bea', {name: 'Bea Winter'});
    chat.add('direct', {peer: 'ann'});
    chat.add('team', {title: 'Team'}, ['ann']).receive('ann', 'we meet at ten');
    chat.add('old', {title: 'Old place', writable: false});
  });
  afterEach(() => {
    stop?.();
    stop = undefined;
    unmountAll();
  });

  const open = async (): Promise<ChatForward> => {
    const message = chat.conversation('team').history.findLast(({content}) => content.kind === 'text');
    const dialog = await mount('chat-forward', {chat, conversation: 'team', message});
    await dialog.show();
    return dialog;
  };
  const choose = async (dialog: ChatForward, name: string): Promise<void> => {
    (await target(dialog, name)).click();
    await settled(dialog);
  };

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}, with nothing and with two chosen (UX-R7)`, async () => {
      const dialog = await open();
      expect(await faults(dialog, scheme)).to.deep.equal([]);
      await choose(dialog, 'Ann Lee');
      await choose(dialog, 'Team');
      expect(await faults(dialog, scheme)).to.deep.equal([]);
    });
  }

  it('begins in the search field and offers the conversations one may write to', async () => {
    const dialog = await open();
    expect(inside(dialog, 'h2').textContent).to.equal('Forward to');
    expect(focused()?.id).to.equal('search');
    expect(names(dialog).sort()).to.deep.equal(['Ann Lee', 'Team']);
  });

  it('forwards to all that are chosen, says so and closes; with none it does nothing', async () => {
    const dialog = await open();
    submit(dialog).click();
    await choose(dialog, 'Team');
    await choose(dialog, 'Ann Lee');
    expect((await target(dialog, 'Team')).getAttribute('aria-pressed')).to.equal('true');
    const heard = ear();
    stop = heard.stop;
    let isClosed = false;
    dialog.addEventListener('close', () => {
      isClosed = true;
    });
    submit(dialog).click();
    await until(() => isClosed);
    const message = chat.conversation('team').history.find(({content}) => content.text === 'we meet at ten');
    expect(chat.calls.filter((call) => call.startsWith('forward'))).to.deep.equal([
      `forward team ${message?.id} team+direct`,
    ]);
    await until(() => heard.lines.includes('Forwarded'));
  });

  it('finds conversations by name and people with whom there is none yet; a choice empties the field and keeps the focus there', async () => {
    const dialog = await open();
    type(inside(dialog, '#search') as HTMLInputElement, 'Be');
    await choose(dialog, 'Bea Winter');
    expect((inside(dialog, '#search') as HTMLInputElement).value).to.equal('');
    expect(focused()?.id).to.equal('search');
    submit(dialog).click();
    await until(() => chat.calls.some((call) => call.startsWith('forward team') && call.endsWith('direct-bea')));
    expect(chat.calls).to.include('direct bea');
  });

  it('what is chosen can be taken out again, and the focus stays in the dialog (WCAG 2.4.3)', async () => {
    const dialog = await open();
    await choose(dialog, 'Team');
    const [chip] = chips(dialog);
    expect(chip?.ariaLabel).to.equal('Remove Team');
    chip?.focus();
    chip?.click();
    await settled(dialog);
    expect(chips(dialog)).to.have.length(0);
    await until(() => dialog.shadowRoot?.activeElement);
    expect(submit(dialog).getAttribute('aria-disabled')).to.equal('true');
  });

  it('says what was refused, and what was chosen stays (WCAG 3.3.1)', async () => {
    const dialog = await open();
    await choose(dialog, 'Team');
    chat.failNext('forward', 'OFFLINE');
    submit(dialog).click();
    await until(() => has(dialog, '.problem'));
    expect(inside(dialog, '.problem').textContent).to.equal('You are offline. Try again when you are connected.');
    expect(chips(dialog)).to.have.length(1);
  });

  it('opens from the menu of a message, unless the host does it, and gives the focus back', async () => {
    const log = await mount('chat-log', {chat, conversation: 'team'});
    const row = await until(() => log.shadowRoot?.querySelector<ChatMessage>('chat-message:not([own])'));
    await settled(row);
    const pick = async (): Promise<void> => {
      row.focus();
      press('ContextMenu');
      const item = await until(() =>
        [...(row.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].find(
          (one) => one.textContent?.trim() === 'Forward…',
        ),
      );
      item.click();
    };
    log.addEventListener('chat-forward', (event) => event.preventDefault(), {once: true});
    const wishes = listen('chat-forward');
    await pick();
    await until(() => wishes.length === 1);
    await settled(log);
    expect(has(log, 'chat-forward'), 'the host does it').to.equal(false);
    await pick();
    const dialog = await until(() => log.shadowRoot?.querySelector('chat-forward'));
    await until(() => dialog.shadowRoot?.querySelector('dialog[open]'));
    (inside(dialog, '[aria-label=Close]') as HTMLElement).click();
    await until(() => !has(log, 'chat-forward'));
    await until(() => focused()?.localName === 'article');
  });
});
