import {expect} from 'chai';
import {fakeChat} from '../../test/fake-chat.js';
import {inside, mount, settled, unmountAll, until} from '../../test/fixture.js';
import '../chat-inbox/define.js';
import '../chat-launcher/define.js';
import '../chat-thread/define.js';
import {handedOn} from './handed-on.js';

type Tag = keyof typeof handedOn;
type Settings = Record<string, unknown>;

/** Where the parts stand in what holds them. */
const ways: Record<'chat-inbox' | 'chat-thread' | 'chat-launcher', Partial<Record<Tag, string[]>>> = {
  'chat-thread': {'chat-log': ['chat-log'], 'chat-composer': ['chat-composer']},
  'chat-inbox': {
    'chat-thread': ['chat-thread'],
    'chat-log': ['chat-thread', 'chat-log'],
    'chat-composer': ['chat-thread', 'chat-composer'],
    'chat-conversation-list': ['chat-conversation-list'],
  },
  'chat-launcher': {
    'chat-inbox': ['chat-inbox'],
    'chat-thread': ['chat-inbox', 'chat-thread'],
    'chat-log': ['chat-inbox', 'chat-thread', 'chat-log'],
    'chat-composer': ['chat-inbox', 'chat-thread', 'chat-composer'],
    'chat-conversation-list': ['chat-inbox', 'chat-conversation-list'],
  },
};
/** Values that an element would choke on if they were words. */
const objects: Settings = {
  members: [],
  keymap: {reply: 'Q'},
  kinds: {},
  commands: [],
};
/** What decides whether there is anything to see; the value is one that it can be. */
const words: Record<string, string> = {readonly: 'Closed', filter: 'unread'};

describe('what outer elements hand on to their parts', () => {
  afterEach(unmountAll);

  const outer = async (tag: keyof typeof ways): Promise<HTMLElement> => {
    const chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.add('team', {title: 'Team', type: 'group'}, ['ann']).receive('ann', 'hello');
    if (tag !== 'chat-launcher') return mount(tag, {chat, conversation: 'team'});
    const launcher = await mount('chat-launcher', {chat});
    launcher.show('team');
    await until(() => launcher.shadowRoot?.querySelector('chat-inbox')?.shadowRoot?.querySelector('chat-thread'));
    await settled(launcher);
    return launcher;
  };
  const part = (element: HTMLElement, way: string[]) => inside(element, ...way) as HTMLElement & Settings;

  for (const tag of ['chat-thread', 'chat-inbox', 'chat-launcher'] as const) {
    it(`<${tag}>: every setting, to every part that has it, and back to what it was (UX-E18)`, async () => {
      const element = (await outer(tag)) as HTMLElement & Settings;
      for (const [to, way] of Object.entries(ways[tag]) as [Tag, string[]][])
        for (const [name, {attribute, type}] of Object.entries(handedOn[to])) {
          const of = `${name} of ${to}`;
          const inner = part(element, way);
          expect(name in inner, `${of} is one`).to.equal(true);
          const before = inner[name];
          const value =
            type === Boolean
              ? true
              : type === Number
                ? 7
                : attribute === false
                  ? (objects[name] ?? (() => []))
                  : (words[name] ?? 'x');
          element[name] = value;
          await settled(element);
          expect(part(element, way)[name], of).to.equal(value);
          element[name] = undefined;
          await settled(element);
          expect(part(element, way)[name], `${of}, taken back`).to.deep.equal(before);
        }
    });

    it(`<${tag}>: every attribute, under the name it has on the part (UX-E18)`, async () => {
      const element = (await outer(tag)) as HTMLElement & Settings;
      for (const [to, way] of Object.entries(ways[tag]) as [Tag, string[]][])
        for (const [name, {attribute, type}] of Object.entries(handedOn[to])) {
          if (typeof attribute !== 'string') continue;
          const inner = part(element, way).constructor as unknown as {observedAttributes: string[]};
          expect(inner.observedAttributes, `${attribute} of ${to}`).to.include(attribute);
          const before = part(element, way)[name];
          element.setAttribute(attribute, type === Number ? '7' : (words[name] ?? 'x'));
          await settled(element);
          expect(part(element, way)[name], attribute).to.equal(
            type === Boolean ? true : type === Number ? 7 : (words[name] ?? 'x'),
          );
          element.removeAttribute(attribute);
          await settled(element);
          expect(part(element, way)[name] ?? false, `${attribute}, removed`).to.deep.equal(before ?? false);
        }
    });
  }

  it('what was set before the part was there is there with it (UX-E18)', async () => {
    const chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.add('team', {title: 'Team', type: 'group'}, ['ann']).receive('ann', 'hello');
    const element = await mount('chat-inbox', {chat, look: 'flat', sendKey: 'mod-enter'});
    element.conversation = 'team';
    await settled(element);
    expect(part(element, ['chat-thread', 'chat-log']).look).to.equal('flat');
    expect(part(element, ['chat-thread', 'chat-composer']).sendKey).to.equal('mod-enter');
  });
});
