import type {Conversation, Message} from '@parlor/sdk';
import {expect} from 'chai';
import {html} from 'lit';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {ear, faults, inside, mount, plain, press, settled, spokenName, unmountAll, until} from '../../test/fixture.js';
import type {ChatLog} from './chat-log.js';
import '../chat-conversation-list/define.js';
import '../chat-provider/define.js';
import './define.js';

const menuOf = (element: Element) => element.shadowRoot?.querySelector<HTMLElement>('.menu');
const labels = (menu: HTMLElement) => [...menu.querySelectorAll('button')].map((item) => item.textContent?.trim());
const within = (element: Element, selector: string) => {
  const slot = inside(element, selector) as HTMLSlotElement;
  return slot.assignedElements({flatten: true}).map(({textContent}) => textContent);
};

describe('what a host replaces and adds', () => {
  let chat: FakeChat;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.add('team', {title: 'Field team', type: 'group'}, ['ann']);
    chat.conversation('team').receive('ann', 'hello');
  });
  afterEach(unmountAll);

  describe('in a log', () => {
    const log = (properties: Partial<ChatLog> = {}) => mount('chat-log', {chat, conversation: 'team', ...properties});
    const message = (element: ChatLog) => inside(element, 'chat-message') as HTMLElementTagNameMap['chat-message'];
    const menu = async (element: ChatLog) => {
      await message(element).openMenu();
      return until(() => menuOf(message(element)));
    };

    it('an action of its own stands among the usual ones, and is told its message (UX-E20)', async () => {
      const done: string[] = [];
      const element = await log({
        actions: ({own}) => ['usual', {label: own ? 'Mine' : 'Open a ticket', act: ({id}: Message) => done.push(id)}],
      });
      const shown = await menu(element);
      expect(labels(shown)).to.include('Reply').and.to.include('Open a ticket');
      [...shown.querySelectorAll('button')].find(({textContent}) => textContent?.includes('ticket'))?.click();
      expect(done).to.deep.equal([message(element).message?.id]);
    });

    it('or in place of them (UX-E20)', async () => {
      const element = await log({actions: () => ['copy', {label: 'Open a ticket', act: () => undefined}]});
      expect(labels(await menu(element))).to.deep.equal(['Copy text', 'Open a ticket']);
    });

    it('markup of its own before the time and below a message, also where it comes later (UX-E20)', async () => {
      const element = await log();
      const {id} = chat.conversation('team').history[0] as Message;
      for (const name of ['meta', 'after'])
        element.append(Object.assign(document.createElement('i'), {slot: `${name}-${id}`, textContent: `${name}!`}));
      await until(() => message(element).childElementCount === 2);
      await settled(element);
      expect(within(message(element), 'slot[name=meta]')).to.deep.equal(['meta!']);
      expect(within(message(element), 'slot[name=after]')).to.deep.equal(['after!']);
      expect(inside(message(element), '.body').textContent).to.equal('hello');
      expect(await faults(element)).to.deep.equal([]);
    });

    it('says what arrives in its words, or nothing (UX-E20)', async () => {
      const heard = ear();
      const hasFocus = document.hasFocus.bind(document);
      document.hasFocus = () => false;
      const element = await log({formatAnnouncement: (messages, usual) => [`${messages.length}: ${usual.join()}`]});
      await settled(element);
      chat.conversation('team').receive('ann', 'new');
      await until(() => heard.lines.length > 0);
      expect(heard.lines.map(plain)).to.deep.equal(['1: New message from Ann Lee']);
      heard.stop();
      document.hasFocus = hasFocus;
    });

    it('leads links elsewhere, or nowhere, and never where something would run (UX-E20)', async () => {
      const {receive} = chat.conversation('team');
      const link = (url: string) => ({content: {ranges: [{type: 'link' as const, start: 0, end: 4, url}]}});
      for (const url of ['https://good.example/a', 'https://bad.example/', 'https://evil.example/'])
        receive.call(chat.conversation('team'), 'ann', 'here', link(url));
      const provider = await mount('chat-provider', {
        chat,
        sanitizeUrl: (url) =>
          url.includes('bad')
            ? undefined
            : url.includes('evil')
              ? 'javascript:alert(1)'
              : `https://out.example/?to=${url}`,
      });
      const element = Object.assign(document.createElement('chat-log'), {conversation: 'team'});
      provider.append(element);
      await until(() => element.shadowRoot?.querySelectorAll('chat-message').length === 4);
      await settled(element);
      const links = [...(element.shadowRoot?.querySelectorAll('chat-message') ?? [])].map(
        (one) => one.shadowRoot?.querySelector('a')?.href,
      );
      expect(links).to.deep.equal([undefined, 'https://out.example/?to=https://good.example/a', undefined, undefined]);
    });

    it('arrows go through reactions side by side in the direction of reading (UX-M14d)', async () => {
      const element = await log();
      for (const [dir, key] of [
        ['ltr', 'ArrowRight'],
        ['rtl', 'ArrowLeft'],
      ] as const) {
        (element.parentElement as HTMLElement).dir = dir;
        const shown = await menu(element);
        const [first, second] = shown.querySelectorAll<HTMLElement>('button');
        expect(message(element).shadowRoot?.activeElement === first).to.equal(true);
        press(key);
        expect(message(element).shadowRoot?.activeElement === second, dir).to.equal(true);
        press('Escape');
        await until(() => !menuOf(message(element)));
      }
    });
  });

  describe('look and contrast', () => {
    it('look="auto" is flat where there is room for it, from 720 px on (UX-L20)', async () => {
      const element = await mount('chat-log', {chat, conversation: 'team', look: 'auto'}, {width: 719});
      const look = () => inside(element, 'chat-message', 'article').className.split(' ')[1];
      expect(look()).to.equal('bubbles');
      for (const [width, expected] of [
        [720, 'flat'],
        [500, 'bubbles'],
      ] as const) {
        (element.parentElement as HTMLElement).style.inlineSize = `${width}px`;
        await until(() => look() === expected);
      }
    });

    for (const scheme of ['light', 'dark'] as const)
      it(`theme-contrast="more" is what the device would ask for, in ${scheme} (UX-T7)`, async () => {
        const provider = await mount('chat-provider', {chat, contrast: 'more', theme: scheme});
        const element = Object.assign(document.createElement('chat-log'), {conversation: 'team'});
        provider.append(element);
        await settled(element);
        const colour = (name: string) => {
          const probe = document.createElement('span');
          probe.style.color = `var(${name})`;
          inside(element, 'chat-message', 'article').append(probe);
          const {color} = getComputedStyle(probe);
          probe.remove();
          return color;
        };
        const [black, white] = ['rgb(0, 0, 0)', 'rgb(255, 255, 255)'];
        expect(colour('--_text')).to.equal(scheme === 'light' ? black : white);
        expect(colour('--_bubble')).to.equal(scheme === 'light' ? white : black);
        provider.contrast = undefined;
        await settled(provider);
        await settled(element);
        expect(colour('--_text')).not.to.equal(scheme === 'light' ? black : white);
      });
  });

  describe('in a list', () => {
    const row = (element: Element) => inside(element, '[data-id=team] .open');

    it('draws rows, around ours or in place of it (UX-E20)', async () => {
      const element = await mount('chat-conversation-list', {
        chat,
        renderRow: ({title}: Conversation, {default: usual}) => html`<b>${title}!</b>${usual()}`,
      });
      expect(row(element).querySelector('b')?.textContent).to.equal('Field team!');
      expect(row(element).querySelector('.name')?.textContent).to.equal('Field team');
      element.renderRow = () => 'Only words';
      await settled(element);
      expect(spokenName(row(element))).to.equal('Only words');
      element.renderRow = undefined;
      await settled(element);
      expect(row(element).querySelector('.name')?.textContent).to.equal('Field team');
    });

    it('markup of its own in the place of a row (UX-E20)', async () => {
      const element = await mount('chat-conversation-list', {chat});
      const own = Object.assign(document.createElement('span'), {slot: 'row-team', textContent: 'Case 17'});
      element.append(own);
      expect(within(element, '[data-id=team] slot')).to.deep.equal(['Case 17']);
      expect(row(element).querySelector('.name')?.checkVisibility()).to.equal(false);
      expect(await faults(element)).to.deep.equal([]);
      own.remove();
      expect(row(element).querySelector('.name')?.checkVisibility()).to.equal(true);
    });

    it('actions of its own in the menu of a row, among the usual ones (UX-E20)', async () => {
      const done: string[] = [];
      const element = await mount('chat-conversation-list', {
        chat,
        rowActions: (_, usual) => [
          ...usual.filter(({name}) => name !== 'clear'),
          {label: 'Assign to me', act: ({id}: Conversation) => done.push(id)},
        ],
      });
      inside(element, '[data-id=team] .more').click();
      const shown = await until(() => menuOf(element));
      expect(labels(shown)).to.deep.equal(['Pin', 'Mute', 'Mark as read', 'Archive', 'Assign to me']);
      shown.querySelector<HTMLElement>('button:last-of-type')?.click();
      expect(done).to.deep.equal(['team']);
    });
  });
});
