import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {faults, focused, has, inside, listen, mount, settled, type, unmountAll, until} from '../../test/fixture.js';
import type {ChatNewConversation} from './chat-new-conversation.js';
import './define.js';

const people = (dialog: ChatNewConversation) => [
  ...(dialog.shadowRoot?.querySelectorAll<HTMLElement>('.body .person') ?? []),
];
const person = (dialog: ChatNewConversation, name: string) =>
  until(() => people(dialog).find((row) => row.textContent?.trim() === name), name);
const submit = (dialog: ChatNewConversation) => inside(dialog, '.primary');

describe('chat-new-conversation', () => {
  let chat: FakeChat;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee', presence: 'online'});
    chat.person('bob', {name: 'Bob Stone'});
    chat.person('bea', {name: 'Bea Winter'});
    chat.add('direct', {peer: 'ann'});
  });
  afterEach(unmountAll);
  const open = async () => {
    const dialog = await mount('chat-new-conversation', {chat});
    await dialog.show();
    return dialog;
  };
  const choose = async (dialog: ChatNewConversation, name: string) => {
    type(inside(dialog, '#search') as HTMLInputElement, name.slice(0, 2));
    (await person(dialog, name)).click();
    await settled(dialog);
  };

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}, empty and with a group chosen`, async () => {
      const dialog = await open();
      expect(await faults(dialog, scheme)).to.deep.equal([]);
      await choose(dialog, 'Bob Stone');
      await choose(dialog, 'Ann Lee');
      expect(await faults(dialog, scheme)).to.deep.equal([]);
    });
  }

  it('begins in the search field and offers those one has talked with', async () => {
    const dialog = await open();
    expect(focused()?.id).to.equal('search');
    expect(people(dialog).map((row) => row.textContent?.trim())).to.deep.equal(['Ann Lee']);
  });

  it('leads to whom one blocks, where there is anybody (UX-N7e)', async () => {
    const dialog = await open();
    await until(() => chat.calls.includes('blocked'));
    await settled(dialog);
    expect(has(dialog, '.setting')).to.equal(false);
    chat.people.blocks.set(['bob']);
    await until(() => has(dialog, '.setting'));
    inside(dialog, '.setting').focus();
    inside(dialog, '.setting').click();
    const blocked = await until(() => dialog.shadowRoot?.querySelector('chat-blocked'));
    await until(() => has(blocked, '.unblock'));
    expect(await faults(dialog)).to.deep.equal([]);
    inside(blocked, '.top button').click();
    await until(() => !has(dialog, 'chat-blocked'));
    expect(inside(dialog, 'dialog').hasAttribute('open')).to.equal(true);
    expect(focused() === inside(dialog, '.setting')).to.equal(true);
  });

  it('one person makes a direct conversation', async () => {
    const dialog = await open();
    const opened = listen('chat-open');
    await choose(dialog, 'Bob Stone');
    expect(submit(dialog).textContent).to.equal('Start');
    submit(dialog).click();
    await until(() => opened.length > 0);
    expect(chat.calls).to.include('direct bob');
    expect(opened[0]?.conversation).to.equal('direct-bob');
    expect(inside(dialog, 'dialog').hasAttribute('open')).to.equal(false);
  });

  it('more make a group, which needs a name', async () => {
    const dialog = await open();
    await choose(dialog, 'Bob Stone');
    await choose(dialog, 'Ann Lee');
    submit(dialog).click();
    expect(chat.calls.filter((call) => call.startsWith('createGroup'))).to.deep.equal([]);
    type(inside(dialog, '.bottom input') as HTMLInputElement, 'Picnic');
    await settled(dialog);
    submit(dialog).click();
    await until(() => chat.calls.includes('createGroup Picnic bob,ann'));
  });

  it('somebody chosen can be taken out again (WCAG 2.4.3)', async () => {
    const dialog = await open();
    await choose(dialog, 'Bob Stone');
    inside(dialog, '.chips button').focus();
    inside(dialog, '.chips button').click();
    await settled(dialog);
    expect(inside(dialog, 'dialog').contains(focused()), 'the focus does not fall to the page').to.equal(true);
    expect(has(dialog, '.chips')).to.equal(false);
    expect(submit(dialog).getAttribute('aria-disabled')).to.equal('true');
  });

  it('letters are looked up once, after a pause, and I am not among them', async () => {
    chat.person('me', {name: 'Bert Me'});
    const dialog = await open();
    type(inside(dialog, '#search') as HTMLInputElement, 'be');
    await person(dialog, 'Bea Winter');
    expect(people(dialog)).to.have.length(1);
    expect(chat.calls.filter((call) => call.startsWith('find'))).to.deep.equal(['find be']);
  });

  it('nobody found, and a search that failed, are told in words', async () => {
    const dialog = await open();
    const field = inside(dialog, '#search') as HTMLInputElement;
    type(field, 'zz');
    await until(() => inside(dialog, '.body').textContent?.includes('Nobody found for “zz”'));
    chat.failNext('find', 'OFFLINE');
    type(field, 'z');
    await until(() => inside(dialog, '.body').textContent?.includes('could not be searched'));
  });

  it('a refused creation says so and keeps what was chosen (WCAG 3.3.1)', async () => {
    const dialog = await open();
    chat.failNext('direct', 'OFFLINE');
    await choose(dialog, 'Bob Stone');
    submit(dialog).click();
    await until(() => dialog.shadowRoot?.querySelector('.problem'));
    expect(inside(dialog, '.chips').textContent).to.contain('Bob Stone');
  });

  it('leaves nothing behind', async () => {
    const before = chat.listeners;
    const dialog = await open();
    let closed = 0;
    dialog.addEventListener('close', () => {
      closed += 1;
    });
    inside(dialog, '.top button').click();
    await until(() => closed === 1);
    unmountAll();
    // the list of conversations is asked for here first
    expect(chat.listeners).to.equal(before);
  });
});
