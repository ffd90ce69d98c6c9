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
  unmountAll,
  until,
} from '../../test/fixture.js';
import type {ChatMessage} from '../chat-message/chat-message.js';
import type {ChatRemind} from './chat-remind.js';
import {choicesAt, toField} from './times.js';
import '../chat-log/define.js';
import './define.js';

const choices = (dialog: ChatRemind) => [...(dialog.shadowRoot?.querySelectorAll<HTMLElement>('.person') ?? [])];
const waiting = (dialog: ChatRemind) =>
  [...(dialog.shadowRoot?.querySelectorAll('.said') ?? [])].map((one) => one.textContent?.trim());

describe('chat-remind', () => {
  let chat: FakeChat;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.add('team', {title: 'Team'}, ['ann']).receive('ann', 'we meet at ten');
  });
  afterEach(unmountAll);

  const message = () => chat.conversation('team').history.findLast(({content}) => content.kind === 'text');
  const open = async (): Promise<ChatRemind> => {
    const dialog = await mount('chat-remind', {chat, conversation: 'team', message: message()});
    await dialog.show();
    await settled(dialog);
    return dialog;
  };
  const asked = () => chat.calls.filter((call) => call.startsWith('reminders.'));

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}, also with some that wait (UX-R7)`, async () => {
      const dialog = await open();
      expect(await faults(dialog, scheme)).to.deep.equal([]);
      chat.pending.set([{conversation: 'team', message: 'a', at: Date.now() + 9e6, body: 'Ann Lee: we meet at ten'}]);
      await settled(dialog);
      expect(await faults(dialog, scheme)).to.deep.equal([]);
    });
  }

  it('offers twenty minutes, an hour and tomorrow morning, and says when it will be', async () => {
    const heard = ear();
    const dialog = await open();
    expect(inside(dialog, 'h2').textContent).to.equal('Remind me');
    expect(choices(dialog).map((one) => one.textContent?.trim())).to.have.length(3);
    const before = Date.now();
    choices(dialog)[1]?.click();
    await until(() => !inside(dialog, 'dialog').hasAttribute('open'), 'it is closed');
    const [call = ''] = asked();
    const at = Number(call.split(' ').at(-1));
    expect(call).to.contain(message()?.id);
    expect(at - before).to.be.within(3_600_000, 3_605_000);
    await until(() => heard.lines.some((line) => line.startsWith('Reminder: ')));
    heard.stop();
  });

  it('takes a time of one’s own, and none that is over', async () => {
    const dialog = await open();
    const field = inside(dialog, 'input') as HTMLInputElement;
    expect(field.value).to.equal(toField(choicesAt(Date.now()).tomorrow));
    field.removeAttribute('min');
    field.value = toField(Date.now() - 9e6);
    (inside(dialog, '.primary') as HTMLElement).click();
    await until(() => has(dialog, '.problem'), 'it says why not');
    expect(inside(dialog, '.problem').textContent).to.equal('Choose a time that is still to come');
    expect(asked()).to.deep.equal([]);
    const at = Date.now() + 7_200_000;
    field.value = toField(at);
    (inside(dialog, '.primary') as HTMLElement).click();
    await until(() => asked().length > 0, 'it is set');
    expect(asked()).to.deep.equal([`reminders.set ${message()?.id} ${new Date(toField(at)).getTime()}`]);
  });

  it('lists what waits, also of what is gone, and takes it back', async () => {
    chat.pending.set([
      {conversation: 'team', message: 'a', at: Date.now() + 9e6, body: 'Ann Lee: we meet at ten'},
      {conversation: 'team', message: 'b', at: Date.now() + 9e7},
    ]);
    const dialog = await open();
    expect(waiting(dialog)).to.deep.equal(['Ann Lee: we meet at ten', 'That message is no longer here']);
    const button = inside(dialog, '.waiting .icon-button') as HTMLElement;
    expect(button.ariaLabel).to.equal('Remove: Ann Lee: we meet at ten');
    button.focus();
    button.click();
    await until(() => waiting(dialog).length === 1, 'one is gone');
    expect(asked()).to.deep.equal(['reminders.remove a']);
    expect(dialog.shadowRoot?.contains(focused() ?? null)).to.equal(true);
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
          (one) => one.textContent?.trim() === 'Remind me…',
        ),
      );
      item.click();
    };
    log.addEventListener('chat-remind', (event) => event.preventDefault(), {once: true});
    const wishes = listen('chat-remind');
    await pick();
    await until(() => wishes.length === 1);
    await settled(log);
    expect(has(log, 'chat-remind'), 'the host does it').to.equal(false);
    await pick();
    const dialog = await until(() => log.shadowRoot?.querySelector('chat-remind'));
    await until(() => dialog.shadowRoot?.querySelector('dialog[open]'));
    (inside(dialog, '[aria-label=Close]') as HTMLElement).click();
    await until(() => !has(log, 'chat-remind'));
    await until(() => focused()?.localName === 'article');
  });
});
