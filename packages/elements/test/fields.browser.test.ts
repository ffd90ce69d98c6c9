import {expect} from 'chai';
import type {ChatPart} from '../src/internal/chat-part.js';
import '../src/chat-details/define.js';
import '../src/chat-forward/define.js';
import '../src/chat-go-to-date/define.js';
import '../src/chat-new-conversation/define.js';
import '../src/chat-poll/define.js';
import '../src/chat-remind/define.js';
import '../src/chat-report/define.js';
import '../src/chat-inbox/define.js';
import '../src/chat-thread/define.js';
import {fakeChat} from './fake-chat.js';
import {inside, mount, settled, unmountAll, until} from './fixture.js';

/** What a rule asks for touch screens is applied here, where there is none. */
function asOnTouch(rules: CSSRuleList): void {
  for (const rule of rules) {
    if (!(rule instanceof CSSMediaRule)) continue;
    if (rule.media.mediaText === '(pointer: coarse)') rule.media.mediaText = 'all';
    asOnTouch(rule.cssRules);
  }
}

/** Fields into which one writes, however deep, with the size of their letters. */
function fieldsIn(root: ShadowRoot): [name: string, px: number][] {
  for (const sheet of root.adoptedStyleSheets) asOnTouch(sheet.cssRules);
  return [...root.querySelectorAll('*')].flatMap((element): [string, number][] => {
    if (element.shadowRoot) return fieldsIn(element.shadowRoot);
    if (!element.matches('input:not([type=checkbox], [type=radio], [hidden]), select, textarea')) return [];
    return [[element.localName, Number.parseFloat(getComputedStyle(element).fontSize)]];
  });
}

describe('fields on touch screens', () => {
  afterEach(unmountAll);
  const chat = () => {
    const fake = fakeChat();
    fake.person('ann', {name: 'Ann Lee'});
    fake.add('team', {title: 'Team', type: 'group', role: 'admin'}, ['ann']).receive('ann', 'hello');
    return fake;
  };
  const small = async (element: Element): Promise<unknown[]> => {
    (element.parentElement as HTMLElement).style.setProperty('--chat-body-size', '13px');
    await settled(element);
    const fields = fieldsIn(element.shadowRoot as ShadowRoot);
    expect(fields).not.to.deep.equal([]);
    return fields.filter(([, px]) => px < 16);
  };

  it('have letters of at least 16 px in the list and the box, whatever the page sets (UX-C14a)', async () => {
    expect(await small(await mount('chat-inbox', {chat: chat(), conversation: 'team'}))).to.deep.equal([]);
  });

  it('and in the list of emoji (UX-C14a)', async () => {
    const element = await mount('chat-inbox', {chat: chat(), conversation: 'team'});
    const composer = inside(element, 'chat-thread', 'chat-composer');
    inside(composer, '.emoji').click();
    await until(() => composer.shadowRoot?.querySelector('.picker select'));
    expect(await small(element)).to.deep.equal([]);
  });

  for (const tag of ['chat-new-conversation', 'chat-poll', 'chat-details', 'chat-forward'] as const)
    it(`and in <${tag}> (UX-C14a)`, async () => {
      const dialog: ChatPart & {show(): Promise<void>} = await mount(tag, {chat: chat(), conversation: 'team'});
      await dialog.show();
      await settled(dialog);
      expect(await small(dialog)).to.deep.equal([]);
    });

  for (const tag of ['chat-remind', 'chat-report', 'chat-go-to-date'] as const)
    it(`and in <${tag}> (UX-C14a)`, async () => {
      const fake = chat();
      const [message] = fake.conversation('team').history;
      const dialog: ChatPart & {show(): Promise<void>} = await mount(tag, {chat: fake, conversation: 'team', message});
      await dialog.show();
      await settled(dialog);
      inside(dialog, 'dialog');
      expect(await small(dialog)).to.deep.equal([]);
    });
});
