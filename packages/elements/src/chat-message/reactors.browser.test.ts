import {sendKeys, sendMouse} from '@web/test-runner-commands';
import {expect} from 'chai';
import {has, inside, press} from '../../test/fixture.js';
import {frames, message, people, until} from '../chat-log/chat-log.fixture.js';
import type {ChatMessage} from './chat-message.js';
import '../chat-receipt/define.js';
import './define.js';

const reactions = [
  {key: '👍', count: 7, own: true, users: ['me', 'ann', 'bob']},
  {key: '🎉', count: 1, own: false, users: ['bob']},
];
const names: Record<string, string> = {ann: 'Ann Lee', bob: 'Bob Ray'};

describe('who reacted (UX-M6b)', () => {
  let element: ChatMessage;
  const outside = document.createElement('button');
  beforeEach(async () => {
    await sendMouse({type: 'move', position: [500, 400]});
    element = document.createElement('chat-message');
    Object.assign(element, {
      message: message(1, {reactions}),
      sender: people[0],
      me: 'me',
      nameOf: (user: string) => names[user] ?? user,
    });
    outside.textContent = 'outside';
    document.body.append(outside, element);
    await element.updateComplete;
    await frames(2);
  });
  afterEach(() => {
    element.remove();
    outside.remove();
  });
  const buttons = () => [...(element.shadowRoot?.querySelectorAll<HTMLElement>('.reactions button') ?? [])];
  const button = (at = 0) => buttons()[at] as HTMLElement;
  const told = () => element.shadowRoot?.querySelector('.reactors')?.textContent;
  const over = async (target: Element) => {
    const {left, top, width, height} = target.getBoundingClientRect();
    await sendMouse({type: 'move', position: [Math.round(left + width / 2), Math.round(top + height / 2)]});
  };

  it('is told on hover, with those who are not named counted, and goes when the pointer leaves', async () => {
    const before = element.getBoundingClientRect().height;
    await over(button());
    await until('the names', () => told() === 'You, Ann Lee, Bob Ray, and 4 others reacted with 👍');
    expect(element.getBoundingClientRect().height, 'it moves nothing').to.equal(before);
    expect(button().getAttribute('aria-describedby')).to.equal(inside(element, '.reactors').id);
    await over(button(1));
    await until('the other one', () => told() === 'Bob Ray reacted with 🎉');
    await sendMouse({type: 'move', position: [600, 400]});
    await until('it is gone', () => told() === undefined);
    expect(button(1).hasAttribute('aria-describedby')).to.equal(false);
  });

  it('stays while the pointer is on it, and Escape closes it (WCAG 1.4.13)', async () => {
    await over(button());
    await until('the names', () => !!told());
    await over(inside(element, '.reactors'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(has(element, '.reactors'), 'still there').to.equal(true);
    expect(press('Escape'), 'the key is used up').to.equal(false);
    expect(told()).to.equal(undefined);
  });

  it('is told on focus by keys', async () => {
    outside.focus();
    element.focus();
    await until('the hands', () => has(element, '.toolbar'));
    await sendKeys({press: 'Enter'});
    await until('inside', () => element.shadowRoot?.activeElement?.localName === 'button');
    for (let presses = 0; presses < 8 && element.shadowRoot?.activeElement !== button(); presses++)
      await sendKeys({press: 'Tab'});
    expect(element.shadowRoot?.activeElement === button()).to.equal(true);
    await until('the names', () => !!told());
    outside.focus();
    await until('it is gone', () => told() === undefined);
  });

  it('is told after a long press, which is no press of the button and opens no menu', async () => {
    const wishes: Event[] = [];
    element.addEventListener('chat-react', (event) => wishes.push(event));
    const finger = {pointerType: 'touch', bubbles: true, composed: true};
    element.dispatchEvent(new Event('pointerenter'));
    await frames(5);
    button().dispatchEvent(new PointerEvent('pointerdown', finger));
    await until('the names', () => !!told());
    button().dispatchEvent(new PointerEvent('pointerup', finger));
    button().click();
    await frames(3);
    expect(wishes.length).to.equal(0);
    expect(has(element, '[role=menu]')).to.equal(false);
    expect(!!told(), 'to be read').to.equal(true);
    outside.dispatchEvent(new PointerEvent('pointerdown', finger));
    await until('a touch elsewhere closes it', () => told() === undefined);
    button().click();
    await until('the next press is one', () => wishes.length === 1);
  });
});
