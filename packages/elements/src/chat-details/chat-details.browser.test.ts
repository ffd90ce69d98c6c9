import type {OutboxItem} from '@parlor/sdk';
import {expect} from 'chai';
import {type FakeChat, type FakeConversation, fakeChat} from '../../test/fake-chat.js';
import {
  ear,
  faults,
  focused,
  has,
  inside,
  listen,
  mount,
  plain,
  press,
  settled,
  type,
  unmountAll,
  until,
} from '../../test/fixture.js';
import type {ChatDetails} from './chat-details.js';
import './define.js';

const member = (details: ChatDetails, name: string) =>
  until(
    () =>
      [...(details.shadowRoot?.querySelectorAll<HTMLElement>('li.person') ?? [])].find(
        (row) => row.querySelector('.name')?.textContent?.trim() === name,
      ),
    name,
  );
const button = (details: ChatDetails, words: string) =>
  until(
    () =>
      [...(details.shadowRoot?.querySelectorAll<HTMLElement>('button') ?? [])].find(
        (one) => plain(one.textContent).trim() === words,
      ),
    words,
  );

describe('chat-details', () => {
  let chat: FakeChat;
  let team: FakeConversation;
  beforeEach(() => {
    chat = fakeChat();
    chat.person('ann', {name: 'Ann Lee', presence: 'online'});
    chat.person('bob', {name: 'Bob Stone'});
    chat.person('cyd', {name: 'Cyd Marsh'});
    team = chat.add('Field team', {role: 'admin'}, ['ann', 'bob']);
    chat.add('ann', {peer: 'ann'});
  });
  afterEach(unmountAll);
  const open = async (conversation = 'Field team') => {
    const details = await mount('chat-details', {chat, conversation});
    await details.show();
    return details;
  };
  const menuOf = async (details: ChatDetails, name: string) => {
    (await member(details, name)).querySelector('button')?.click();
    return until(() => details.shadowRoot?.querySelector<HTMLElement>('[role=menu]'));
  };
  const pick = (menu: HTMLElement, words: string) =>
    [...menu.querySelectorAll('button')].find((item) => item.textContent?.trim() === words)?.click();

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme} (UX-R7)`, async () => {
      expect(await faults(await open(), scheme)).to.deep.equal([]);
      expect(await faults(await open('ann'), scheme)).to.deep.equal([]);
    });
  }

  it('lists the members with their roles, those who may most first', async () => {
    const details = await open();
    const rows = [...(details.shadowRoot?.querySelectorAll('li.person') ?? [])].map((row) =>
      row.textContent?.replace(/\s+/g, ' ').trim(),
    );
    expect(rows).to.deep.equal(['You Admin', 'Ann Lee Member', 'Bob Stone Member']);
  });

  it('an admin gives roles up to their own', async () => {
    const menu = await menuOf(await open(), 'Ann Lee');
    const items = [...menu.querySelectorAll('button')].map((item) => item.textContent?.trim());
    expect(items.slice(0, -2)).to.deep.equal([
      'Admin',
      'Moderator',
      'Member',
      'Observer',
      'Remove from conversation',
      'Remove and ban',
    ]);
    expect(menu.querySelector('[aria-checked=true]')?.textContent?.trim()).to.equal('Member');
    pick(menu, 'Moderator');
    await until(() => chat.calls.includes('setRole Field team ann moderator'));
  });

  it('UX-K15, UX-R6: the menu of a member takes the focus inside the dialog, and gives it back', async () => {
    const details = await open();
    const opener = (await member(details, 'Ann Lee')).querySelector('button') as HTMLElement;
    opener.focus();
    const menu = await menuOf(details, 'Ann Lee');
    // beside the open dialog it would be inert: drawn, but out of reach
    expect(menu.contains(focused())).to.equal(true);
    const {left, top, width, height} = (menu.querySelector('button') as HTMLElement).getBoundingClientRect();
    const hit = details.shadowRoot?.elementFromPoint(left + width / 2, top + height / 2) ?? null;
    expect(menu.contains(hit)).to.equal(true);
    press('Escape');
    await until(() => focused() === opener);
  });

  it('removing somebody asks first (WCAG 2.4.3, 3.3.4)', async () => {
    const details = await open();
    pick(await menuOf(details, 'Bob Stone'), 'Remove from conversation');
    const question = await until(() => details.shadowRoot?.querySelector<HTMLElement>('.question'));
    expect(plain(question.textContent)).to.contain('Remove Bob Stone?');
    expect(chat.calls.some((call) => call.startsWith('removeMember'))).to.equal(false);
    question.querySelector<HTMLElement>('.danger')?.click();
    await until(() => chat.calls.includes('removeMember Field team bob'));
    await until(() => !details.shadowRoot?.querySelector('[aria-label*="Bob Stone"]'));
    await settled(details);
    expect(inside(details, 'dialog').contains(focused()), 'the focus does not fall to the page').to.equal(true);
    expect(inside(details, 'dialog').hasAttribute('open'), 'the question closes, the details stay').to.equal(true);
  });

  it('adds people who are not in it yet', async () => {
    const details = await open();
    (await button(details, 'Add people')).click();
    await settled(details);
    expect(focused() === inside(details, 'input[type=search]'), 'one can type at once').to.equal(true);
    type(inside(details, 'input[type=search]') as HTMLInputElement, 'cy');
    (await button(details, 'Cyd Marsh')).click();
    await until(() => chat.calls.includes('addMember Field team cyd member'));
    await member(details, 'Cyd Marsh');
  });

  it('renames', async () => {
    const details = await open();
    inside(details, '.title button').click();
    const field = (await until(() => details.shadowRoot?.querySelector('.about input'))) as HTMLInputElement;
    field.value = 'Night shift';
    inside(details, '.about form button').click();
    await until(() => chat.calls.includes('update Field team {"title":"Night shift"}'));
    await until(() => inside(details, '.title').textContent?.includes('Night shift'));
    expect(focused() === inside(details, '.title button'), 'the focus is back where it came from').to.equal(true);
  });

  it('what was changed is said, for the log behind the dialog is mute (WCAG 4.1.3)', async () => {
    const details = await open();
    const {lines, stop} = ear();
    try {
      (await button(details, 'Add people')).click();
      await settled(details);
      type(inside(details, 'input[type=search]') as HTMLInputElement, 'cy');
      (await button(details, 'Cyd Marsh')).click();
      await until(() => lines.length === 1);
      pick(await menuOf(details, 'Bob Stone'), 'Moderator');
      await until(() => lines.length === 2);
      chat.failNext('setRole', 'FORBIDDEN');
      pick(await menuOf(details, 'Bob Stone'), 'Admin');
      await until(() => lines.length === 3);
      expect(lines.map(plain).slice(0, 2)).to.deep.equal([
        'You added Cyd Marsh',
        'You gave Bob Stone the role Moderator',
      ]);
      expect(lines[2], 'and not what was refused').to.not.contain('Admin');
    } finally {
      stop();
    }
  });

  it('a member sees the others, and can mute and leave', async () => {
    team.change({role: 'member'});
    const details = await open();
    const words = [...((await menuOf(details, 'Ann Lee')).querySelectorAll('button') ?? [])].map((one) =>
      plain(one.textContent),
    );
    expect(words.join(' '), 'nothing to manage').to.not.match(/Member|Remove/);
    await press('Escape');
    expect(has(details, '.title button')).to.equal(false);
    (await button(details, 'Mute')).click();
    await until(() => chat.calls.includes(`mute Field team ${Number.MAX_SAFE_INTEGER}`));
    (await button(details, 'Unmute')).click();
    await until(() => chat.calls.includes('mute Field team 0'));
  });

  it('leaving asks first, then closes (WCAG 3.3.4)', async () => {
    const details = await open();
    (await button(details, 'Leave conversation')).click();
    const question = await until(() => details.shadowRoot?.querySelector<HTMLElement>('.question'));
    question.querySelector<HTMLElement>('.danger')?.click();
    await until(() => chat.calls.includes('leave Field team'));
    await until(() => !inside(details, 'dialog').hasAttribute('open'));
  });

  it('a refused change is told in words and reported (UX-E12, WCAG 3.3.1)', async () => {
    const details = await open();
    const errors = listen('chat-error');
    chat.failNext('mute', 'OFFLINE');
    (await button(details, 'Mute')).click();
    await until(() => details.shadowRoot?.querySelector('.problem'));
    expect(errors[0]?.code).to.equal('OFFLINE');
    expect(inside(details, '.problem').textContent).to.contain('offline');
  });

  it('the last owner is told what to do before leaving', async () => {
    const details = await open();
    chat.failNext('leave', 'LAST_OWNER');
    (await button(details, 'Leave conversation')).click();
    const question = await until(() => details.shadowRoot?.querySelector<HTMLElement>('.question'));
    question.querySelector<HTMLElement>('.danger')?.click();
    await until(() =>
      details.shadowRoot?.querySelector('.problem')?.textContent?.includes('Make somebody else an owner'),
    );
  });

  it('a direct conversation has neither members nor a way out', async () => {
    const details = await open('ann');
    expect(has(details, 'li')).to.equal(false);
    expect(details.shadowRoot?.textContent).not.to.contain('Leave');
  });

  it('keeps the conversation open while it shows it, and leaves nothing behind', async () => {
    const before = chat.listeners;
    await open();
    expect(team.openings).to.equal(1);
    unmountAll();
    expect(team.openings).to.equal(0);
    expect(chat.listeners).to.equal(before);
  });

  describe('with one other person', () => {
    const direct = () => chat.conversation('ann');

    it('blocks after a question, says so, and takes it back without one (WCAG 3.3.4)', async () => {
      const details = await open('ann');
      (await button(details, 'Block Ann Lee')).click();
      const question = await until(() => details.shadowRoot?.querySelector<HTMLElement>('.question'));
      expect(plain(question.textContent)).to.contain('Block Ann Lee?');
      expect(chat.calls).to.not.include('block ann');
      const heard = ear();
      question.querySelector<HTMLElement>('.danger')?.click();
      await until(() => chat.calls.includes('block ann'));
      await until(() => heard.lines.some((line) => plain(line) === 'You blocked Ann Lee'));
      (await button(details, 'Unblock Ann Lee')).click();
      await until(() => chat.calls.includes('unblock ann'));
      await until(() => heard.lines.some((line) => plain(line) === 'You unblocked Ann Lee'));
      await button(details, 'Block Ann Lee');
      heard.stop();
    });

    it('shows at once what was chosen, while the server has not said so', async () => {
      const details = await open('ann');
      chat.people.block = async () => undefined;
      (await button(details, 'Block Ann Lee')).click();
      (await until(() => details.shadowRoot?.querySelector<HTMLElement>('.question .danger'))).click();
      await button(details, 'Unblock Ann Lee');
      direct().change({blocked: 'own', writable: false});
      await settled(details);
      await button(details, 'Unblock Ann Lee');
    });

    it('what was refused is said, and nothing looks done', async () => {
      const details = await open('ann');
      chat.failNext('block', 'TOO_LARGE');
      (await button(details, 'Block Ann Lee')).click();
      (await until(() => details.shadowRoot?.querySelector<HTMLElement>('.question .danger'))).click();
      await until(() => has(details, '.problem'));
      expect(inside(details, '.problem').textContent).to.equal('That is more than is allowed here');
      await button(details, 'Block Ann Lee');
    });

    it('a block that the server refuses is said when it does, and no longer looks done', async () => {
      const details = await open('ann');
      chat.people.block = async () => undefined;
      const item: OutboxItem = {
        ...{opId: 'old', op: 'block.set', conversation: undefined, message: undefined},
        ...{is: 'failed', code: 'FORBIDDEN', at: 1},
      };
      chat.outbox.items.set([item]);
      (await button(details, 'Block Ann Lee')).click();
      (await until(() => details.shadowRoot?.querySelector<HTMLElement>('.question .danger'))).click();
      await button(details, 'Unblock Ann Lee');
      expect(has(details, '.problem'), 'what failed before is of before').to.equal(false);
      const heard = ear();
      chat.outbox.items.set([item, {...item, opId: 'new', code: 'TOO_LARGE'}]);
      await until(() => has(details, '.problem'));
      expect(inside(details, '.problem').textContent).to.equal('That is more than is allowed here');
      await until(() => heard.lines.includes('That is more than is allowed here'));
      heard.stop();
      await button(details, 'Block Ann Lee');
      expect(chat.calls.filter((call) => call.startsWith('outbox'))).to.deep.equal(['outbox.discard new']);
    });

    it('reports the person in a dialog of its own, over this one', async () => {
      const details = await open('ann');
      (await button(details, 'Report Ann Lee…')).click();
      const report = await until(() => details.shadowRoot?.querySelector('chat-report'));
      await until(() => report.shadowRoot?.querySelector('dialog[open]'));
      expect(report.user).to.equal('ann');
      report.shadowRoot?.querySelector<HTMLElement>('.plain')?.click();
      await until(() => !details.shadowRoot?.querySelector('chat-report'));
      expect(inside(details, 'dialog').hasAttribute('open'), 'the details stay').to.equal(true);
    });

    it('an erased person can be neither blocked nor reported', async () => {
      chat.person('ann', {name: 'Deleted user', erased: true});
      const details = await open('ann');
      expect(plain(details.shadowRoot?.textContent)).to.not.match(/Block|Report/);
    });
  });

  describe('with the members of a group', () => {
    const wordsOf = (menu: HTMLElement) =>
      [...menu.querySelectorAll('button')].map(({textContent}) => plain(textContent).trim());
    const choose = (menu: HTMLElement, words: string) =>
      [...menu.querySelectorAll('button')].find(({textContent}) => plain(textContent).trim() === words)?.click();

    it('blocks a member after a question, whatever the reader may do here, and takes it back', async () => {
      team.change({role: 'member'});
      const details = await open();
      const menu = await menuOf(details, 'Ann Lee');
      expect(wordsOf(menu)).to.deep.equal(['Block Ann Lee', 'Report Ann Lee…']);
      choose(menu, 'Block Ann Lee');
      (await until(() => details.shadowRoot?.querySelector<HTMLElement>('.question .danger'))).click();
      await until(() => chat.calls.includes('block ann'));
      choose(await menuOf(details, 'Ann Lee'), 'Unblock Ann Lee');
      await until(() => chat.calls.includes('unblock ann'));
    });

    it('whom the reader blocks already is offered to be let go', async () => {
      await chat.people.block('ann');
      expect(wordsOf(await menuOf(await open(), 'Ann Lee'))).to.include('Unblock Ann Lee');
    });

    it('reports a member in a dialog of its own', async () => {
      const details = await open();
      choose(await menuOf(details, 'Ann Lee'), 'Report Ann Lee…');
      const report = await until(() => details.shadowRoot?.querySelector('chat-report'));
      expect(report.user).to.equal('ann');
    });

    it('an erased member has no menu for who manages nothing', async () => {
      team.change({role: 'member'});
      chat.person('ann', {name: 'Deleted user', erased: true});
      expect((await member(await open(), 'Deleted user')).querySelector('button')).to.equal(null);
    });
  });

  it('sets slow mode where the reader manages the group, and nowhere else (PWP-SLOW-001)', async () => {
    const details = await open();
    const select = await until(() => details.shadowRoot?.querySelector('select'));
    expect(select.value).to.equal('0');
    expect([...select.options].map(({text}) => text)).to.deep.equal([
      'Off',
      '5 seconds',
      '10 seconds',
      '30 seconds',
      '1 minute',
      '5 minutes',
      '15 minutes',
      '1 hour',
      '6 hours',
    ]);
    select.value = '30';
    select.dispatchEvent(new Event('change'));
    await until(() => team.state.get()?.slowSeconds === 30);
    team.change({slowSeconds: 7});
    await settled(details);
    expect(select.selectedOptions[0]?.text).to.equal('7 seconds');
    team.change({role: 'moderator'});
    await settled(details);
    expect(has(details, 'select')).to.equal(false);
  });

  it('sets what whoever is added sees of before, in groups and announcements, for those who manage them (PWP-MEMBER-010)', async () => {
    const details = await open();
    const find = () => [...(details.shadowRoot?.querySelectorAll('select') ?? [])].at(-1);
    const select = await until(find, 'the choice');
    expect(select.labels[0]?.innerText).to.contain('New members see');
    expect([...select.options].map(({text}) => text)).to.deep.equal(['New messages', 'All messages']);
    expect(select.value).to.equal('joined');
    select.value = 'all';
    select.dispatchEvent(new Event('change'));
    await until(() => team.state.get()?.history === 'all');
    team.change({type: 'announcement'});
    await settled(details);
    expect(find()?.value).to.equal('all');
    expect(details.shadowRoot?.querySelectorAll('select').length).to.equal(1);
    team.change({role: 'moderator'});
    await settled(details);
    expect(has(details, 'select')).to.equal(false);
  });
});
