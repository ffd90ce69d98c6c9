/** I3. What one tab sent in one conversation has its order on the server; and so what one device put into one lane. */
import type {MessageRecord} from '../../../../reference-server/src/store/records.js';
import type {MakeChecker} from '../checker.js';

export const fifo: MakeChecker = (world, fail) => {
  /** The place of each send in its lane, by device and conversation; a retried one goes to the end. */
  const lanes = new Map<string, Map<string, number>>();
  const retried = new Set<string>();
  /** Of the server's log: conversation and message. */
  const committed = new Map<string, string>();
  /** What a restored server had lost: it comes again where its author sends it again, or where a late copy of a request brings it. */
  const lost = new Set<string>();
  let last = 0;
  const mayRefuse = world.plan.storage.aborts > 0 || 'storageFull' in world.plan.faults;
  return {
    committed({calls}) {
      for (const [name, [record]] of calls)
        if (name === 'insertMessage')
          committed.set((record as MessageRecord).id, (record as MessageRecord).conversation);
    },
    restarted() {
      for (const [message, conversation] of committed)
        if (!world.truth.now.conversations.get(conversation)?.messages.has(message)) lost.add(message);
    },
    outbox(disk, lane, writes) {
      const key = `${disk.device} ${lane}`;
      const places = lanes.get(key) ?? new Map<string, number>();
      lanes.set(key, places);
      for (const write of writes) {
        if (!('add' in write) || write.add.op !== 'message.send') continue;
        const {message = ''} = write.add;
        // sent from memory while the disk refused it: it went out before it had a place in the lane, in the order of its tab
        if (write.add.attempted) {
          if (!mayRefuse && !disk.wasWiped && !world.wasRestored)
            fail(`${message} had left ${disk.device} before it was stored`);
          continue;
        }
        if (places.has(message)) retried.add(message);
        places.set(message, ++last);
      }
    },
    ended() {
      // what several tabs had in a storage that was wiped each puts back for itself
      const wiped = new Set(world.devices.filter(({disk}) => disk.wasWiped).map(({name}) => name));
      for (const [key, places] of lanes) {
        if (wiped.has(key.slice(0, key.indexOf(' ')))) continue;
        const id = key.slice(key.indexOf(' ') + 1);
        const inOrder = [...places].sort(([, a], [, b]) => a - b).map(([message]) => message);
        check(id, inOrder, `the lane ${key}`);
      }
      const calls = new Map<string, string[]>();
      for (const {tab, conversation, message, isQueued} of world.intents) {
        if (!isQueued || retried.has(message)) continue;
        const key = `${tab.name} ${conversation}`;
        calls.set(key, [...(calls.get(key) ?? []), message]);
      }
      for (const [key, messages] of calls) check(key.slice(key.indexOf(' ') + 1), messages, `what ${key} sent`);
    },
  };

  function check(conversation: string, inOrder: readonly string[], what: string): void {
    const there = world.truth.now.conversations.get(conversation)?.messages;
    let last = 0;
    for (const message of inOrder) {
      if (lost.has(message)) continue;
      const seq = there?.get(message)?.seq;
      if (seq === undefined) continue;
      if (seq < last) fail(`${message} of ${what} came to lie before what went before it`);
      last = seq;
    }
  }
};
