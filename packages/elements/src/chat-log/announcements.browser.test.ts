import type {Message} from '@parlor/sdk';
import {expect} from 'chai';
import {FakeChat, type FakeConversation} from '../../test/fake-chat.js';
import {announce} from '../internal/announcer.js';
import {frames, mount, until} from './chat-log.fixture.js';
import type {ChatLog} from './chat-log.js';
import './define.js';

describe('what a log says aloud', () => {
  let log: ChatLog;
  let chat: FakeChat;
  let conversation: FakeConversation;
  const hasFocus = document.hasFocus.bind(document);
  const said: string[] = [];
  beforeEach(() => {
    said.length = 0;
    document.hasFocus = () => true;
    chat = new FakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.person('bob', {name: 'Bob Ray'});
    conversation = chat.add('c1', {title: 'Field team'}, ['ann', 'bob']);
    conversation.receive('ann', 'Before');
  });
  afterEach(() => {
    document.hasFocus = hasFocus;
    log.remove();
  });
  const open = async (properties: Partial<ChatLog> = {}): Promise<void> => {
    log = await mount({chat, conversation: 'c1', ...properties});
    const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '');
    Object.assign(log, {
      ariaNotify: (text: string, {priority}: {priority: string}) =>
        said.push(priority === 'high' ? `at once: ${plain(text)}` : plain(text)),
    });
  };
  const lines = (count: number): Promise<void> =>
    until(`${count} lines, not ${said.join(' | ')}`, () => said.length >= count);

  it('only who wrote, where the reader is elsewhere (UX-A2b)', async () => {
    document.hasFocus = () => false;
    await open();
    conversation.receive('ann', 'Secret words');
    await lines(1);
    expect(said).to.deep.equal(['New message from Ann Lee']);
  });

  it('a text that grows once, at its end (UX-M20)', async () => {
    await open();
    const growing = Date.now();
    const {id, content} = conversation.receive('ann', 'The', {content: {growing}});
    const say = (text: string, more: {growing?: number} = {}): void => {
      const {growing: _, ...rest} = content;
      conversation.alter(id, {content: {...rest, text, ...more}});
    };
    conversation.receive('bob', 'Wait');
    await lines(1);
    say('The sky is', {growing});
    await frames(5);
    say('The sky is blue');
    await lines(2);
    expect(said).to.deep.equal(['Bob Ray: Wait', 'Ann Lee: The sky is blue']);
  });

  it('a text that stopped growing before its end, with what there is of it (UX-M20)', async () => {
    await open();
    const growing = Date.now() - 58_000;
    conversation.receive('ann', '', {content: {growing}});
    conversation.receive('ann', 'The sky is', {content: {growing}});
    await frames(3);
    expect(said).to.deep.equal([]);
    await lines(1);
    expect(said).to.deep.equal(['Ann Lee: The sky is']);
  });

  it('files are told in words (UX-A2d)', async () => {
    await open();
    const plan = {id: 'f', name: 'plan.pdf', type: 'application/pdf', size: 9};
    conversation.receive('ann', '', {content: {attachments: [{...plan, id: 'p', width: 4, height: 3, alt: 'A gate'}]}});
    conversation.receive('ann', 'and this', {content: {attachments: [plan]}});
    await lines(2);
    expect(said).to.deep.equal(['Ann Lee: Photo: A gate', 'Ann Lee: and this, File: plan.pdf']);
  });

  it('no more than 140 characters of a message (UX-A2c)', async () => {
    await open();
    conversation.receive('ann', 'x'.repeat(200));
    await lines(1);
    expect(said).to.deep.equal([`Ann Lee: ${'x'.repeat(140)}…`]);
  });

  it('three a second one by one, four in one line (UX-A2a)', async () => {
    await open();
    for (const text of ['One', 'Two', 'Three']) conversation.receive('ann', text);
    await lines(3);
    expect(said).to.deep.equal(['Ann Lee: One', 'Ann Lee: Two', 'Ann Lee: Three']);
    for (const text of ['One', 'Two', 'Three']) conversation.receive('ann', text);
    conversation.receive('bob', 'Four');
    await lines(4);
    expect(said.slice(3)).to.deep.equal(['4 new messages, Ann Lee and Bob Ray']);
  });

  it('what failed, once for all of it and at once (UX-A3b)', async () => {
    chat.goOffline();
    await open();
    const sent = ['One', 'Two'].map((text) => conversation.send(text));
    await frames(2);
    for (const {id} of sent) conversation.refuse(id, 'FORBIDDEN');
    await lines(1);
    await frames(20);
    expect(said).to.deep.equal(['at once: 2 messages were not sent']);
  });

  it('nothing of receipts, typing, edits, reactions, deletions, history and own messages (UX-A3a, UX-P2b)', async () => {
    conversation.fill(120, ['ann', 'me']);
    await open();
    await frames(3);
    const [message] = conversation.history.slice(-2) as [Message];
    conversation.alter(message.id, {delivery: {is: 'read', by: 1, of: 1}});
    conversation.type('ann', 'bob');
    chat.person('ann', {presence: 'away'});
    conversation.alter(message.id, {editedAt: chat.now, content: {...message.content, text: 'Edited'}});
    conversation.alter(message.id, {reactions: [{key: '👍', count: 1, own: false, users: ['ann']}]});
    conversation.alter(message.id, {deleted: true});
    await conversation.loadOlder();
    conversation.send('Mine');
    await frames(5);
    // what is said after all of it is all that is said
    conversation.receive('ann', 'The end');
    await lines(1);
    expect(said).to.deep.equal(['Ann Lee: The end']);
  });

  for (const [announced, expected] of [
    ['mentions', ['Ann Lee: For you']],
    ['count', ['2 new messages, Ann Lee']],
    ['none', ['the end']],
  ] as const) {
    it(`announce="${announced}" (UX-A5a)`, async () => {
      await open({announce: announced});
      conversation.receive('ann', 'For all');
      conversation.receive('ann', 'For you', {mentionsMe: true});
      if (announced === 'none') {
        // a second is over when what failed in it is said
        chat.goOffline();
        const {id} = conversation.send('Mine');
        await frames(2);
        conversation.refuse(id, 'FORBIDDEN');
        await lines(1);
        expect(said).to.deep.equal(['at once: 1 message was not sent']);
        return;
      }
      await lines(1);
      expect(said).to.deep.equal(expected);
    });
  }

  it('a kind of the host’s own by the plain text it gives (UX-A5b)', async () => {
    await open({kinds: {ticket: {render: () => 'drawn', text: ({content}) => `Ticket ${content.text}`}}});
    conversation.receive('ann', 'T-1', {content: {kind: 'ticket'}} as never);
    await lines(1);
    expect(said).to.deep.equal(['Ann Lee: Ticket T-1']);
  });
});

describe('the announcer', () => {
  const notify = Object.getOwnPropertyDescriptor(Element.prototype, 'ariaNotify');
  let outer: HTMLElement;
  let host: HTMLElement;
  beforeEach(() => {
    // as in browsers without it
    if (notify) Reflect.deleteProperty(Element.prototype, 'ariaNotify');
    outer = document.createElement('chat-outer-probe');
    host = document.createElement('chat-inner-probe');
    outer.attachShadow({mode: 'open'}).append(host);
    host.attachShadow({mode: 'open'});
    document.body.append(outer);
  });
  afterEach(() => {
    if (notify) Object.defineProperty(Element.prototype, 'ariaNotify', notify);
    outer.remove();
  });
  const spoken = (urgency: string, root: ParentNode = outer.shadowRoot as ShadowRoot) =>
    [...root.children]
      .filter(({ariaLive}) => ariaLive === urgency)
      .flatMap(({children}) => [...children].map(({textContent}) => textContent));

  it('is one for elements inside each other, and says the same words twice (UX-A1ab)', () => {
    announce(host, 'Copied');
    announce(host, 'Copied');
    announce(host, 'Not sent', 'assertive');
    expect(host.shadowRoot?.querySelectorAll('[aria-live]').length).to.equal(0);
    expect(spoken('polite')).to.deep.equal(['Copied', 'Copied']);
    expect(spoken('assertive')).to.deep.equal(['Not sent']);
  });

  it('takes what was said away after a second and a half', async () => {
    announce(host, 'Copied');
    await until('it is gone', () => spoken('polite').length === 0);
  });

  it('speaks inside a dialog while one is open (UX-A1c)', () => {
    const dialog = document.createElement('dialog');
    outer.shadowRoot?.append(dialog);
    dialog.showModal();
    announce(host, 'Copied');
    expect(spoken('polite', dialog)).to.deep.equal(['Copied']);
    dialog.close();
    announce(host, 'Sent');
    expect(spoken('polite')).to.deep.equal(['Sent']);
  });

  it('also where the dialog stands deep inside, and in the last of several (UX-A1c)', () => {
    const deep = document.createElement('dialog');
    host.shadowRoot?.append(deep);
    deep.showModal();
    announce(outer, 'Copied');
    expect(spoken('polite', deep)).to.deep.equal(['Copied']);
    const question = document.createElement('dialog');
    host.shadowRoot?.append(question);
    question.showModal();
    announce(host, 'Sent');
    expect(spoken('polite', question)).to.deep.equal(['Sent']);
    expect(spoken('polite')).to.deep.equal([]);
    question.remove();
    deep.remove();
    announce(host, 'Gone');
    expect(spoken('polite')).to.deep.equal(['Gone']);
  });

  it('and with ariaNotify, which is mute outside of it too (UX-A1c)', () => {
    const heard: string[] = [];
    const listenAt = <Type extends Element>(element: Type, name: string): Type =>
      Object.assign(element, {ariaNotify: (text: string) => heard.push(`${name}: ${text}`)});
    const dialog = listenAt(document.createElement('dialog'), 'dialog');
    listenAt(outer, 'outer');
    host.shadowRoot?.append(dialog);
    announce(host, 'one');
    dialog.showModal();
    announce(host, 'two');
    dialog.close();
    announce(host, 'three');
    expect(heard).to.deep.equal(['outer: one', 'dialog: two', 'outer: three']);
  });
});
