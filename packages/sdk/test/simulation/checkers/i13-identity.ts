/** I13. A bubble keeps its key from saving to read, and its mark never goes back (PWP-SEND-003). */
import type {MakeChecker} from '../checker.js';
import type {Tab} from '../tab.js';
import {intentOf} from './i02-no-duplicate.js';

const steps = ['saving', 'queued', 'sending', 'sent', 'delivered', 'read'];

export const stableIdentity: MakeChecker = (world, fail) => {
  const keys = new Map<string, string>();
  const marks = new WeakMap<Tab, Map<string, number>>();
  return {
    drew(tab, _conversation, {messages}) {
      if (world.wasRestored) return;
      // what had been heard of others' reading went with the storage
      const isForgetful = tab.device.disk.wasWiped;
      const last = marks.get(tab) ?? new Map<string, number>();
      marks.set(tab, last);
      for (const {id, own, deleted, content, delivery} of messages) {
        if (!own || deleted || content.kind !== 'text') continue;
        const intent = intentOf(content.text);
        const key = keys.get(intent);
        if (key !== undefined && key !== id) fail(`${intent} is ${id} in ${tab.name} and was ${key}`);
        keys.set(intent, id);
        const step = steps.indexOf(delivery?.is ?? '');
        const before = last.get(id) ?? -1;
        if (!isForgetful && step >= 0 && before >= steps.indexOf('sent') && step < before)
          fail(`${tab.name} shows ${id} as ${delivery?.is} after ${steps[before]}`);
        if (step >= 0) last.set(id, step);
      }
    },
  };
};
