/** One device on the page: its screen, and what can be done to it. */
import type {ChatThread} from '../../packages/elements/src/index.js';
import {dropFrames} from './storm.js';
import {type Device, setLink, type Wire, type World} from './world.js';

type Fault = {label: string; press(device: Device): void; isOn?(device: Device): boolean};

const slowMs = 1500;

const faults: readonly Fault[] = [
  {
    label: 'Offline',
    isOn: ({link}) => link === 'offline',
    press: (device) => setLink(device, device.link === 'offline' ? 'whole' : 'offline'),
  },
  {
    label: 'Dead line',
    isOn: ({link}) => link === 'dead',
    press: (device) => setLink(device, device.link === 'dead' ? 'whole' : 'dead'),
  },
  {
    label: 'Slow',
    isOn: ({line}) => line.delayMs === slowMs,
    press: ({line}) => void (line.delayMs = line.delayMs === slowMs ? 1 : slowMs),
  },
  {
    label: 'Everything twice',
    isOn: ({line}) => line.duplicates,
    press: ({line}) => void (line.duplicates = !line.duplicates),
  },
  {label: 'Lose 3 answers', press: ({line}) => void (line.loseAnswers += 3)},
  {label: 'Lose 3 frames', press: (device) => dropFrames(device, 3)},
  {label: 'Cut the line', press: ({line}) => line.cut()},
  {label: 'Kill the tab', press: (device) => void device.kill()},
];

export type Card = {readonly element: HTMLElement; update(): void};

export function createCard(device: Device, {conversation}: World, wire: Wire): Card {
  const element = document.createElement('article');
  element.setAttribute('aria-label', device.name);
  const title = Object.assign(document.createElement('h3'), {textContent: device.name});
  const state = Object.assign(document.createElement('p'), {className: 'state'});
  const thread = Object.assign(document.createElement('chat-thread') as ChatThread, {conversation, density: 'compact'});
  const tools = Object.assign(document.createElement('fieldset'), {className: 'tools'});
  tools.append(Object.assign(document.createElement('legend'), {textContent: `Break ${device.name}`}));
  const buttons = faults.map((fault) => {
    const button = Object.assign(document.createElement('button'), {type: 'button', textContent: fault.label});
    button.addEventListener('click', () => {
      fault.press(device);
      wire(device.name, fault.label.toLowerCase(), 'fault');
      update();
    });
    tools.append(button);
    return button;
  });
  element.append(title, state, tools, thread);

  function update(): void {
    // a killed device is another chat on the same storage
    if (thread.chat !== device.chat) thread.chat = device.chat;
    const waiting = device.chat.outbox.get().length;
    state.textContent = `${device.chat.connection.get().is}${waiting ? `, ${waiting} in the outbox` : ''}`;
    for (const [at, {isOn}] of faults.entries())
      if (isOn) buttons[at]?.setAttribute('aria-pressed', String(isOn(device)));
  }
  update();
  return {element, update};
}
