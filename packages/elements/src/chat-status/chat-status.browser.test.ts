import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {fakeTimers, faults, mount, settled, unmountAll} from '../../test/fixture.js';
import type {ChatStatus} from './chat-status.js';
import './define.js';

const words = (status: ChatStatus) => status.shadowRoot?.querySelector('.banner')?.textContent ?? '';

describe('chat-status', () => {
  let chat: FakeChat;
  let timers: ReturnType<typeof fakeTimers>;
  beforeEach(() => {
    chat = fakeChat();
    timers = fakeTimers();
  });
  afterEach(() => {
    timers.restore();
    unmountAll();
  });

  it('a break of less than two seconds shows nothing (UX-S1a)', async () => {
    const status = await mount('chat-status', {chat});
    chat.connectionIs('waiting');
    await timers.tick(1_900);
    expect(words(status)).to.equal('');
    chat.goOnline();
    await timers.tick(5_000);
    expect(words(status)).to.equal('');
  });

  it('then says what is, until everything missed is there (UX-S1b)', async () => {
    const status = await mount('chat-status', {chat});
    chat.goOffline();
    await timers.tick(2_000);
    expect(words(status)).to.equal('Offline. Messages will be sent later');
    chat.connectionIs('connecting');
    await settled(status);
    expect(words(status)).to.equal('Connecting…');
    chat.connectionIs('catching-up');
    await settled(status);
    expect(words(status)).to.equal('Catching up…');
    chat.goOnline();
    await settled(status);
    expect(words(status)).to.equal('');
  });

  it('takes no room (UX-S1b)', async () => {
    const status = await mount('chat-status', {chat});
    chat.goOffline();
    await timers.tick(2_000);
    expect(status.offsetHeight).to.equal(0);
  });

  it('is announced once for a change that lasts three seconds (UX-S1c)', async () => {
    const said: string[] = [];
    const status = await mount('chat-status', {chat});
    Object.assign(status, {ariaNotify: (text: string) => said.push(text)});
    chat.connectionIs('connecting');
    await timers.tick(2_000);
    chat.goOffline();
    await timers.tick(2_900);
    expect(said).to.deep.equal([]);
    await timers.tick(10_000);
    expect(said).to.deep.equal(['Offline. Messages will be sent later']);
  });

  it('attempts that fail within one break say nothing anew (UX-S1c)', async () => {
    const said: string[] = [];
    const status = await mount('chat-status', {chat});
    Object.assign(status, {ariaNotify: (text: string) => said.push(text)});
    const breakOff = async () => {
      chat.connectionIs('waiting');
      await timers.tick(4_000);
      chat.connectionIs('connecting');
      await timers.tick(1_000);
      chat.connectionIs('waiting');
      await timers.tick(4_000);
    };
    await breakOff();
    expect(said).to.have.length(1);
    chat.goOnline();
    await timers.tick(1_000);
    await breakOff();
    expect(said).to.have.length(2);
  });

  it('shows what it is given, without a chat', async () => {
    const status = await mount('chat-status', {connection: 'blocked'});
    await timers.tick(2_000);
    expect(words(status)).to.contain('cannot connect');
  });

  it('is accessible', async () => {
    const status = await mount('chat-status', {connection: 'offline'});
    await timers.tick(2_000);
    timers.restore();
    expect(await faults(status)).to.deep.equal([]);
    expect(await faults(status, 'dark')).to.deep.equal([]);
  });

  it('leaves nothing behind (UX-E6)', async () => {
    const before = chat.listeners;
    await mount('chat-status', {chat});
    unmountAll();
    expect(chat.listeners).to.equal(before);
  });
});
