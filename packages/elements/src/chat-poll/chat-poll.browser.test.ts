import {expect} from 'chai';
import {type FakeChat, fakeChat} from '../../test/fake-chat.js';
import {faults, focused, has, inside, mount, press, settled, type, unmountAll, until} from '../../test/fixture.js';
import type {ChatPoll} from './chat-poll.js';
import '../chat-composer/define.js';
import './define.js';

const fields = (dialog: ChatPoll) => [
  ...(dialog.shadowRoot?.querySelectorAll<HTMLInputElement>('input[type=text]') ?? []),
];
const question = (dialog: ChatPoll) => inside(dialog, 'textarea') as HTMLTextAreaElement;
const submit = (dialog: ChatPoll) => (inside(dialog, '.primary') as HTMLElement).click();

describe('chat-poll', () => {
  let chat: FakeChat;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee'});
    chat.add('direct', {peer: 'ann', type: 'direct'});
    chat.add('team', {title: 'Team', type: 'group'}, ['ann']);
  });
  afterEach(unmountAll);

  const open = async (): Promise<ChatPoll> => {
    const dialog = await mount('chat-poll', {chat, conversation: 'team'});
    await dialog.show();
    return dialog;
  };
  const fill = async (dialog: ChatPoll, ...texts: string[]): Promise<void> => {
    type(question(dialog), 'Lunch?');
    for (const [at, text] of texts.entries()) {
      type(fields(dialog)[at] as HTMLInputElement, text);
      await settled(dialog);
    }
  };
  const sent = () => chat.conversation('team').history.findLast(({own}) => own)?.content;

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}, also where something is missing (UX-R7)`, async () => {
      const dialog = await open();
      expect(await faults(dialog, scheme)).to.deep.equal([]);
      submit(dialog);
      await until(() => has(dialog, '.problem'));
      expect(await faults(dialog, scheme)).to.deep.equal([]);
    });
  }

  it('begins in the question, and has always one option more, up to twelve', async () => {
    const dialog = await open();
    expect(focused()?.localName).to.equal('textarea');
    expect(fields(dialog)).to.have.length(2);
    await fill(dialog, 'Pizza', 'Soup');
    expect(fields(dialog)).to.have.length(3);
    expect(fields(dialog)[2]?.ariaLabel).to.equal('Option 3');
    await fill(dialog, ...Array.from({length: 12}, (_, at) => `${at}`));
    expect(fields(dialog)).to.have.length(12);
  });

  it('sends question and options, without those that are empty or come twice, and closes', async () => {
    const dialog = await open();
    await fill(dialog, 'Pizza', ' Soup ', 'Pizza', '');
    (inside(dialog, '[type=checkbox]') as HTMLInputElement).click();
    submit(dialog);
    await until(() => !inside(dialog, 'dialog').hasAttribute('open'));
    expect(sent()?.text).to.equal('Lunch?');
    expect(sent()?.poll).to.deep.equal({
      options: [
        {id: '0', text: 'Pizza'},
        {id: '1', text: 'Soup'},
      ],
      multiple: true,
    });
  });

  it('says what is missing, and that a time is over', async () => {
    const dialog = await open();
    await fill(dialog, 'Pizza');
    submit(dialog);
    await until(() => has(dialog, '.problem'));
    expect(inside(dialog, '.problem').textContent).to.equal('A poll needs a question and two different options');
    await fill(dialog, 'Pizza', 'Soup');
    const closes = inside(dialog, '[type=datetime-local]') as HTMLInputElement;
    closes.removeAttribute('min');
    closes.value = '2020-01-01T10:00';
    submit(dialog);
    await until(() => inside(dialog, '.problem').textContent === 'Choose a time that is still to come');
    expect(sent()).to.equal(undefined);
  });

  it('is opened by a button of the box in a group, and gives the focus back', async () => {
    const button = (host: Element) => host.shadowRoot?.querySelector<HTMLElement>('[aria-label=Poll]');
    const pair = await mount('chat-composer', {chat, conversation: 'direct'});
    await settled(pair);
    expect(button(pair), 'not between two').to.equal(null);
    const composer = await mount('chat-composer', {chat, conversation: 'team'});
    (await until(() => button(composer))).click();
    const dialog = await until(() => composer.shadowRoot?.querySelector('chat-poll'));
    await until(() => has(dialog, 'dialog[open]'));
    press('Escape');
    (inside(dialog, '[aria-label=Close]') as HTMLElement).click();
    await until(() => !has(composer, 'chat-poll'));
    expect(focused()?.localName).to.equal('textarea');
    composer.editing = chat.conversation('team').receive('me', 'words');
    await until(() => !button(composer));
    composer.editing = undefined;
    await until(() => button(composer));
    composer.noPolls = true;
    await until(() => !button(composer));
  });
});
