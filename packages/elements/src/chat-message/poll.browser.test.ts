import type {Message, Poll, Reaction} from '@parlor/sdk';
import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {faults, has, inside, listen, mount, press, settled, spokenName, unmountAll, until} from '../../test/fixture.js';
import type {ChatMessage} from './chat-message.js';
import '../chat-log/define.js';
import './define.js';

const options = [
  {id: 'a', text: 'Pizza'},
  {id: 'b', text: 'Soup'},
];
const voted = (key: string, count: number, own = false): Reaction => ({key, count, own, users: own ? ['me'] : ['bob']});

describe('a poll in chat-message', () => {
  let element: ChatMessage;
  afterEach(unmountAll);

  const poll = (over: Partial<Poll> = {}, more: Partial<Message> = {}): Message => ({
    ...{id: 'p', conversation: 'c', sender: 'bob', own: false, seq: 1, rev: 1, at: Date.now(), deleted: false},
    content: {kind: 'text', text: 'Lunch?', ranges: [], attachments: [], poll: {options, ...over}},
    ...{reactions: [], mentionsMe: false},
    ...more,
  });
  const show = async (message: Message): Promise<void> => {
    element = await mount('chat-message', {message, me: 'me', nameOf: (user: string) => user});
    await settled(element);
  };
  const choices = () => [...element.renderRoot.querySelectorAll<HTMLElement>('.option')];
  const names = () => choices().map((one) => one.ariaLabel);

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}`, async () => {
      await show(poll({}, {reactions: [voted('vote:a', 2), voted('vote:b', 3, true)]}));
      expect(await faults(element, scheme)).to.deep.equal([]);
    });
  }

  it('says of each option how many chose it, and which is mine; no vote is among the reactions (UX-M7d)', async () => {
    await show(poll({}, {reactions: [voted('vote:a', 2, true), voted('vote:b', 3), voted('👍', 1)]}));
    expect(names()).to.deep.equal(['Pizza, 2 of 5 votes, 40%, your vote', 'Soup, 3 of 5 votes, 60%']);
    expect(choices().map((one) => one.ariaPressed)).to.deep.equal(['true', 'false']);
    const reactions = [...element.renderRoot.querySelectorAll('.reactions button')];
    expect(reactions.map((one) => one.getAttribute('data-key'))).to.deep.equal(['👍']);
    const article = inside(element, 'article');
    expect(spokenName(article)).to.contain('Lunch?').and.to.contain('5 votes · Choose one');
  });

  it('a press votes; of a single choice the other vote goes with it, of several it stays', async () => {
    await show(poll({}, {reactions: [voted('vote:a', 1, true)]}));
    const wishes = listen('chat-react');
    choices()[1]?.click();
    await until(() => wishes.length === 2);
    expect(wishes.map(({key, on}) => [key, on])).to.deep.equal([
      ['vote:a', false],
      ['vote:b', true],
    ]);
    unmountAll();
    await show(poll({multiple: true}, {reactions: [voted('vote:a', 1, true)]}));
    const others = listen('chat-react');
    choices()[1]?.click();
    await until(() => others.length === 1);
    choices()[0]?.click();
    await until(() => others.length === 2);
    expect(others.map(({key, on}) => [key, on])).to.deep.equal([
      ['vote:b', true],
      ['vote:a', false],
    ]);
  });

  it('is as high with votes as without, and closed as open (UX-L7, UX-M7d)', async () => {
    await show(poll());
    const before = element.getBoundingClientRect().height;
    for (const reactions of [[voted('vote:a', 1, true)], [voted('vote:a', 999_999), voted('vote:b', 1, true)]]) {
      element.message = poll({}, {reactions});
      await settled(element);
      expect(element.getBoundingClientRect().height).to.equal(before);
    }
    element.message = poll({closed: true, multiple: true});
    await settled(element);
    expect(element.getBoundingClientRect().height).to.equal(before);
  });

  it('closed, it says so and takes no vote; it closes at its time by itself (UX-M7d)', async () => {
    await show(poll({closesAt: Date.now() + 400}));
    expect(inside(element, '.tally').textContent).to.contain('Closes ');
    await until(() => inside(element, '.tally').textContent?.includes('Closed'));
    expect(choices()[0]?.ariaDisabled).to.equal('true');
    const wishes = listen('chat-react');
    choices()[0]?.click();
    await settled(element);
    expect(wishes).to.have.length(0);
  });

  it('keys go to its options, and tell who chose one (UX-M6b)', async () => {
    await show(poll({}, {reactions: [voted('vote:b', 2)]}));
    element.focus();
    await until(() => has(element, '.toolbar'));
    await sendKeys({press: 'Enter'});
    await until(() => element.shadowRoot?.activeElement === choices()[0]);
    await sendKeys({press: 'Tab'});
    expect(element.shadowRoot?.activeElement).to.equal(choices()[1]);
    await until(() => has(element, '.reactors'));
    expect(inside(element, '.reactors').textContent).to.equal('bob and 1 other chose Soup');
  });

  describe('in a log', () => {
    let chat: FakeChat;
    beforeEach(() => {
      chat = fakeChat();
      chat.add('team', {title: 'Team'}, ['ann']);
    });

    it('is closed from the menu by its author, who cannot edit it', async () => {
      chat.conversation('team').send({text: 'Lunch?', poll: {options}});
      const log = await mount('chat-log', {chat, conversation: 'team'});
      const row = await until(() => log.shadowRoot?.querySelector<ChatMessage>('chat-message[own], chat-message'));
      await settled(row);
      const items = async () => {
        row.focus();
        press('ContextMenu');
        return await until(() => {
          const all = [...(row.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
          return all.length > 0 ? all : undefined;
        });
      };
      const found = await items();
      const words = found.map((one) => one.textContent?.trim());
      expect(words).to.include('Close poll').and.not.to.include('Edit');
      found[words.indexOf('Close poll')]?.click();
      await until(() => chat.calls.some((call) => call.startsWith('edit')));
      await until(() => has(row, '.option[aria-disabled=true]'));
    });
  });
});
