/** I8. Registers only rise, on the server and on every device; delivered is never below read, and none is above the head. */
import type {MemberRecord} from '../../../../reference-server/src/store/records.js';
import type {MakeChecker} from '../checker.js';
import type {Tab} from '../tab.js';

const registers = ['read', 'readPrivate', 'delivered', 'cleared'] as const;

export const monotonicRegisters: MakeChecker = (world, fail) => {
  let rows = new Map<string, MemberRecord>();
  const shown = new WeakMap<Tab, Map<string, number>>();
  /** The highest that each device has stored of each conversation: who is let in again begins anew, and had it nonetheless. */
  const stored = new Map<string, number>();
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
    wrote({device, image}, writes) {
      for (const write of writes) {
        if (!('put' in write) || write.put !== 'conversation') continue;
        const key = `${device} ${write.value.id}`;
        void image
          .conversation(write.value.id)
          .then((now) => stored.set(key, Math.max(stored.get(key) ?? 0, now?.seq ?? 0)));
      }
    },
    asked({user}, op, input) {
      const {conversation, delivered} = input as {conversation: string; delivered?: number};
      if (op !== 'own.set' || delivered === undefined || world.wasRestored) return;
      const own = world.devices.filter((device) => device.user === user);
      if (own.some(({disk}) => disk.hasLost || disk.wasWiped)) return;
      // what is called delivered lies on a device of its reader
      if (!own.some(({name}) => (stored.get(`${name} ${conversation}`) ?? 0) >= delivered))
        fail(`${user} has received ${conversation} up to ${delivered}, and no device has stored that`);
    },
    drew(tab, conversation, {readAt}) {
      // what was read and not told to the server yet goes with a wiped storage
      if (world.wasRestored || tab.device.disk.wasWiped) return;
      const last = shown.get(tab) ?? new Map<string, number>();
      shown.set(tab, last);
      const isKnown = tab.chat.conversation(conversation).state.get() !== undefined;
      if (isKnown && readAt < (last.get(conversation) ?? 0))
        fail(`${tab.name} shows ${conversation} as read to ${readAt} after ${last.get(conversation)}`);
      if (isKnown) last.set(conversation, readAt);
    },
  };
};
