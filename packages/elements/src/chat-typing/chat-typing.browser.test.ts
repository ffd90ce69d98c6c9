import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {fakeTimers, faults, mount, plain, settled, unmountAll} from '../../test/fixture.js';
import type {ChatTyping} from './chat-typing.js';
import './define.js';

const words = (typing: ChatTyping) => plain(typing.shadowRoot?.querySelector('.ellipsis')?.textContent);

describe('chat-typing', () => {
  let chat: FakeChat;
  let timers: ReturnType<typeof fakeTimers>;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann'});
    chat.add('Field team', {}, ['ann', 'bob']);
    timers = fakeTimers();
  });
  afterEach(() => {
    timers.restore();
    unmountAll();
  });
  const typing = () => mount('chat-typing', {chat, conversation: 'Field team'});

  it('shows after 300 ms, and then for a second at least (UX-C15c)', async () => {
    const element = await typing();
    chat.conversation('Field team').type('ann');
    await timers.tick(299);
    expect(words(element)).to.equal('');
    await timers.tick(1);
    await settled(element);
    expect(words(element)).to.equal('Ann is typing');
    chat.conversation('Field team').type();
    await timers.tick(900);
    await settled(element);
    expect(words(element)).to.equal('Ann is typing');
    await timers.tick(200);
    await settled(element);
    expect(words(element)).to.equal('');
  });

  it('a beat shorter than 300 ms never shows (UX-C15c)', async () => {
    const element = await typing();
    chat.conversation('Field team').type('ann');
    await timers.tick(200);
    chat.conversation('Field team').type();
    await timers.tick(5_000);
    await settled(element);
    expect(words(element)).to.equal('');
  });

  it('is 20 px high, whether somebody types or not (UX-L16)', async () => {
    const element = await typing();
    expect(element.offsetHeight).to.equal(20);
    chat.conversation('Field team').type('ann', 'bob');
    await timers.tick(300);
    await settled(element);
    expect(words(element)).to.equal('Ann and bob are typing');
    expect(element.offsetHeight).to.equal(20);
  });

  it('says no name where there is only one other', async () => {
    chat.add('Ann', {type: 'direct', peer: 'ann'});
    const element = await mount('chat-typing', {chat, conversation: 'Ann'});
    chat.conversation('Ann').type('ann');
    await timers.tick(300);
    await settled(element);
    expect(words(element)).to.equal('typing…');
  });

  it('shows the names it is given, without a chat, and is accessible', async () => {
    const element = await mount('chat-typing', {names: ['Ann', 'Bob', 'Cyd', 'Dan']});
    await timers.tick(300);
    await settled(element);
    expect(words(element)).to.equal('4 people are typing');
    timers.restore();
    expect(await faults(element)).to.deep.equal([]);
  });

  it('leaves nothing behind (UX-E6)', async () => {
    const before = chat.listeners;
    await typing();
    unmountAll();
    expect(chat.listeners).to.equal(before);
  });
});
