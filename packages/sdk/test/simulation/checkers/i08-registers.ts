/** I8. Registers only rise, on the server and on every device; delivered is never below read, and none is above the head. */
import type {MemberRecord} from '../../../../reference-server/src/store/records.js';
import type {MakeChecker} from '../checker.js';
import type {Tab} from '../tab.js';

const registers = ['read', 'readPrivate', 'delivered', 'cleared'] as const;

export const monotonicRegisters: MakeChecker = (world, fail) => {
  let rows = new Map<string, MemberRecord>();
  const shown = new WeakMap<Tab, Map<string, number>>();
  /** What is called delivered lies on a device of its reader. */
  async function hold(user: string, conversation: string, delivered: number): Promise<void> {
    const disks = world.devices.filter((device) => device.user === user).map(({disk}) => disk);
    const stored = await Promise.all(disks.map(({image}) => image.conversation(conversation)));
    if (world.wasRestored || disks.some(({hasLost}) => hasLost) || stored.some((one) => (one?.seq ?? 0) >= delivered))
      return;
    fail(`${user} has received ${conversation} up to ${delivered}, and no device has stored that`);
  }
  return {
    restarted() {
      rows = new Map();
    },
    committed({calls}) {
      for (const [name, [record]] of calls) {
        if (name !== 'putMember') continue;
        const member = record as MemberRecord;
        const key = `${member.conversation} ${member.user}`;
        const before = rows.get(key);
        rows.set(key, member);
        const head = world.truth.now.conversations.get(member.conversation)?.seq ?? 0;
        for (const register of registers) {
          if (before && member[register] < before[register]) fail(`${register} of ${key} falls on the server`);
          if (member[register] > head) fail(`${register} of ${key} is ${member[register]}, above ${head}`);
        }
        if (member.delivered < member.read) fail(`${key} has read ${member.read} and received ${member.delivered}`);
      }
    },
    asked({user}, op, input) {
      const {conversation, delivered} = input as {conversation: string; delivered?: number};
      if (op === 'own.set' && delivered !== undefined) hold(user, conversation, delivered).catch(String);
    },
    drew(tab, conversation, {readAt}) {
      if (world.wasRestored) return;
      const last = shown.get(tab) ?? new Map<string, number>();
      shown.set(tab, last);
      const isKnown = tab.chat.conversation(conversation).state.get() !== undefined;
      if (isKnown && readAt < (last.get(conversation) ?? 0))
        fail(`${tab.name} shows ${conversation} as read to ${readAt} after ${last.get(conversation)}`);
      if (isKnown) last.set(conversation, readAt);
    },
  };
};
