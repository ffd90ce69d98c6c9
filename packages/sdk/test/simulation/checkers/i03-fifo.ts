/** I3. What one tab sent in one conversation has its order on the server; and so what one device put into one lane. */
import type {MakeChecker} from '../checker.js';

export const fifo: MakeChecker = (world, fail) => {
  /** The place of each send in its lane, by device and conversation; a retried one goes to the end. */
  const lanes = new Map<string, Map<string, number>>();
  const retried = new Set<string>();
  let last = 0;
  return {
    outbox(disk, lane, writes) {
      const key = `${disk.device} ${lane}`;
      const places = lanes.get(key) ?? new Map<string, number>();
      lanes.set(key, places);
      for (const write of writes) {
        if (!('add' in write) || write.add.op !== 'message.send') continue;
        const {message = ''} = write.add;
        if (places.has(message)) retried.add(message);
        places.set(message, ++last);
      }
    },
    ended() {
      for (const [key, places] of lanes) {
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
      const seq = there?.get(message)?.seq;
      if (seq === undefined) continue;
      if (seq < last) fail(`${message} of ${what} came to lie before what went before it`);
      last = seq;
    }
  }
};
