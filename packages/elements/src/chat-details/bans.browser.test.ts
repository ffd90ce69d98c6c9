import {expect} from 'chai';
import {type FakeChat, type FakeConversation, fakeChat} from '../../test/fake-chat.js';
import {faults, focused, has, inside, mount, plain, spokenName, unmountAll, until} from '../../test/fixture.js';
import type {ChatDetails} from './chat-details.js';
import './define.js';

describe('who is banned, in the details of a group (PWP-MEMBER-011, PWP-MEMBER-012)', () => {
  let chat: FakeChat;
  let team: FakeConversation;
  beforeEach(() => {
    chat = fakeChat();
    for (const [id, name] of Object.entries({ann: 'Ann Lee', bob: 'Bob Stone', cyd: 'Cyd Marsh', zoe: 'Zoe Fox'}))
      chat.person(id, {name});
    team = chat.add('Field team', {role: 'admin'}, ['ann', 'bob']);
  });
  afterEach(unmountAll);
  const open = async (): Promise<ChatDetails> => {
    const details = await mount('chat-details', {chat, conversation: 'Field team'});
    await details.show();
    return details;
  };
  const button = (details: ChatDetails, words: string) =>
    until(
      () =>
        [...(details.shadowRoot?.querySelectorAll<HTMLElement>('button') ?? [])].find(
          (one) => plain(one.textContent).trim() === words,
        ),
      words,
    );
  const names = (details: ChatDetails) =>
    [...(details.shadowRoot?.querySelectorAll('.banned .name') ?? [])].map(({textContent}) => textContent);

  for (const scheme of ['light', 'dark'] as const)
    it(`are listed when it is asked for, page by page, also who never was in it, in ${scheme} (UX-N8a)`, async () => {
      team.banned = ['cyd', 'dan', 'zoe'];
      const details = await open();
      expect(chat.calls.join()).to.not.contain('bans');
      const toggle = await button(details, 'Banned people');
      expect(toggle.getAttribute('aria-expanded')).to.equal('false');
      toggle.click();
      await until(() => names(details).length === 2);
      expect(names(details)).to.deep.equal(['Cyd Marsh', 'dan']);
      expect(await faults(details, scheme)).to.deep.equal([]);
      (await button(details, 'Show more')).click();
      await until(() => names(details).length === 3);
      expect(toggle.getAttribute('aria-expanded')).to.equal('true');
      toggle.click();
      await until(() => names(details).length === 0);
    });

  it('nobody is listed twice by whoever presses twice, or opens it again at once (UX-N8a)', async () => {
    team.banned = ['cyd', 'dan', 'zoe'];
    const details = await open();
    const toggle = await button(details, 'Banned people');
    for (let presses = 0; presses < 3; presses++) {
      toggle.click();
      await details.updateComplete;
    }
    await until(() => names(details).length === 2);
    const more = await button(details, 'Show more');
    more.click();
    more.click();
    await until(() => names(details).length >= 3);
    await details.updateComplete;
    expect(names(details)).to.deep.equal(['Cyd Marsh', 'dan', 'Zoe Fox']);
  });

  it('a button that is named with its person lifts a ban, and the focus goes to the next (UX-N8b)', async () => {
    team.banned = ['cyd', 'zoe'];
    const details = await open();
    (await button(details, 'Banned people')).click();
    await until(() => names(details).length === 2);
    const first = inside(details, '.banned button');
    expect(spokenName(first)).to.equal('Lift ban: Cyd Marsh');
    first.focus();
    first.click();
    await until(() => names(details).join() === 'Zoe Fox');
    expect(chat.calls).to.include('unban Field team cyd');
    expect(spokenName(focused() as HTMLElement)).to.equal('Lift ban: Zoe Fox');
    (focused() as HTMLElement).click();
    await until(() => details.shadowRoot?.textContent?.includes('Nobody yet'));
    expect(inside(details, 'dialog').contains(focused()), 'the focus does not fall to the page').to.equal(true);
  });

  it('what was refused is said, and the ban stays', async () => {
    team.banned = ['cyd'];
    const details = await open();
    (await button(details, 'Banned people')).click();
    await until(() => names(details).length === 1);
    chat.failNext('unban', 'FORBIDDEN');
    inside(details, '.banned button').click();
    await until(() => has(details, '.problem'));
    expect(names(details)).to.deep.equal(['Cyd Marsh']);
  });

  it('whoever moderates sees them, and lifts none; a member sees nothing of it (UX-N8a)', async () => {
    team.banned = ['cyd'];
    team.change({role: 'moderator'});
    const details = await open();
    (await button(details, 'Banned people')).click();
    await until(() => names(details).length === 1);
    expect(has(details, '.banned button')).to.equal(false);
    team.change({role: 'member'});
    await until(() => !details.shadowRoot?.textContent?.includes('Banned people'));
  });

  it('a list that did not come says so and is asked for again (UX-N8c)', async () => {
    team.banned = ['cyd'];
    const details = await open();
    chat.failNext('bans', 'OFFLINE');
    (await button(details, 'Banned people')).click();
    await until(() => details.shadowRoot?.textContent?.includes('You are offline'));
    (await button(details, 'Try again')).click();
    await until(() => names(details).length === 1);
  });

  it('a member is removed and banned after a question (UX-N8d, WCAG 3.3.4)', async () => {
    const details = await open();
    (await button(details, 'Banned people')).click();
    await until(() => details.shadowRoot?.textContent?.includes('Nobody yet'));
    inside(details, '[aria-label*="Bob Stone"]').click();
    const menu = await until(() => details.shadowRoot?.querySelector<HTMLElement>('[role=menu]'));
    [...menu.querySelectorAll('button')].find(({textContent}) => textContent?.trim() === 'Remove and ban')?.click();
    const question = await until(() => details.shadowRoot?.querySelector<HTMLElement>('.question'));
    expect(plain(question.textContent)).to.contain('Remove Bob Stone?');
    question.querySelector<HTMLElement>('.danger')?.click();
    await until(() => chat.calls.includes('removeMember Field team bob ban'));
    await until(() => names(details).join() === 'Bob Stone');
  });
});
