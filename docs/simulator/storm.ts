/** Writes and breaks things by chance, on all devices, until it is stopped. */
import {type Device, setLink, type World} from './world.js';

const stepMs = 120;
const words = [
  'ship it',
  'are you there?',
  'on the train',
  'tunnel',
  'back again',
  'almost',
  'never mind',
  'yes!',
  'see you',
];

/** Returns how to stop. `broke` is told after every change of a line. */
export function startStorm({devices, conversation}: World, broke: () => void): () => void {
  let n = 0;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)] as Item;
  const step = (): void => {
    const device = pick(devices);
    const roll = Math.random();
    if (roll < 0.55) write(device, `${pick(words)} ${++n}`);
    else if (roll < 0.62) react(device);
    else if (roll < 0.66) remove(device);
    else {
      fault(device, Math.random());
      broke();
    }
  };

  const write = ({chat}: Device, text: string): void => {
    const {queued, sent} = chat.send(conversation, text);
    // a full outbox refuses: that is an answer too, and the screen shows it
    Promise.all([queued, sent]).catch(() => undefined);
  };
  const known = ({chat}: Device) =>
    chat
      .conversation(conversation)
      .timeline.get()
      .messages.filter(({deleted, content}) => !deleted && content.kind === 'text');
  const react = (device: Device): void => {
    const message = pick(known(device));
    if (message)
      device.chat
        .conversation(conversation)
        .react(message.id, pick(['👍', '🎉']), Math.random() < 0.7)
        .catch(() => undefined);
  };
  const remove = (device: Device): void => {
    const message = pick(known(device).filter(({own}) => own));
    if (message)
      device.chat
        .conversation(conversation)
        .delete(message.id)
        .catch(() => undefined);
  };
  const fault = (device: Device, roll: number): void => {
    const {line} = device;
    if (roll < 0.3) setLink(device, device.link === 'whole' ? pick(['offline', 'dead'] as const) : 'whole');
    else if (roll < 0.5) line.loseAnswers++;
    else if (roll < 0.6) line.duplicates = !line.duplicates;
    else if (roll < 0.75) dropFrames(device, 2);
    else if (roll < 0.9) line.cut();
    else void device.kill();
  };

  const timer = setInterval(step, stepMs);
  return () => clearInterval(timer);
}

/** The next `times` frames with changes never arrive. */
export function dropFrames({line}: Device, times: number): void {
  line.drops = (frame) => frame.type === 'changes' && times-- > 0;
}

/** All lines whole again. */
export function calm({devices}: World): void {
  for (const device of devices) {
    setLink(device, 'whole');
    Object.assign(device.line, {delayMs: 1, loseAnswers: 0, duplicates: false, drops: () => false});
    device.line.cut();
  }
}
