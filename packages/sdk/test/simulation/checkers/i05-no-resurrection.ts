/**
 * I5. What was deleted or cancelled does not come back: a tab that has shown the tombstone shows no content again, a cancelled message
 * never comes to be, and in the end no cache that is up to date holds a word of it.
 */
import type {MakeChecker} from '../checker.js';
import type {Tab} from '../tab.js';
import {stateOf} from '../truth.js';

export const noResurrection: MakeChecker = (world, fail) => {
  const gone = new WeakMap<Tab, Set<string>>();
  /** Messages whose deletion lay in an outbox. */
  const stored = new Set<string>();
  /** When it was promised the device could store nothing, and said so; then the tab was gone. */
  const isForgotten = (message: string, {isAlive, errors}: Tab): boolean =>
    !stored.has(message) && !isAlive && errors.some(({code}) => code === 'STORAGE_UNAVAILABLE');
  return {
    outbox(_disk, _lane, writes) {
      for (const write of writes)
        if ('add' in write && write.add.op === 'message.delete' && write.add.message) stored.add(write.add.message);
    },
    committed() {
      if (world.wasRestored) return;
      const {cancelled, conversations} = world.truth.now;
      for (const key of cancelled) {
        const [conversation = '', id = ''] = key.split(' ');
        if (conversations.get(conversation)?.messages.has(id)) fail(`${id} was cancelled and came to be`);
      }
    },
    drew(tab, _conversation, {messages}) {
      if (world.wasRestored) return;
      const known = gone.get(tab) ?? new Set();
      gone.set(tab, known);
      for (const {id, seq, deleted, rev, change, content, replyTo} of messages) {
        if (deleted && rev > 0 && !change) known.add(id);
        // what another tab puts back of a storage that was wiped waits to be refused
        else if (!deleted && known.has(id) && !(seq === undefined && tab.device.disk.wasWiped))
          fail(`${tab.name} shows "${content.text}" of ${id} again, which was deleted`);
        if (replyTo && known.has(replyTo.id) && replyTo.text)
          fail(`${tab.name} quotes "${replyTo.text}", which was deleted`);
      }
    },
    async ended() {
      // what was deleted after the backup is there again
      for (const {deletePromisedIn, isDiscarded, conversation, message, tab} of world.intents) {
        const there = world.truth.now.conversations.get(conversation)?.messages.get(message);
        const isPromised = deletePromisedIn.some((one) => !isForgotten(message, one));
        if (world.wasRestored || !isPromised || isDiscarded || !there || stateOf(there).deleted) continue;
        const disks = world.devices.filter(({user}) => user === tab.user).map(({disk}) => disk);
        const rows = (await Promise.all(disks.map(({image}) => image.outbox()))).flat();
        if (disks.some(({wasWiped}) => wasWiped) || rows.some((row) => row.message === message)) continue;
        fail(`${message} of ${tab.user} was deleted, and lives`);
      }
      for (const {disk, tabs} of world.devices) {
        for (const conversation of world.truth.now.conversations.values()) {
          const isOpen = tabs.some((tab) => tab.open.has(conversation.id));
          if (conversation.members.get(disk.user)?.state !== 'joined' || !isOpen) continue;
          const stored = await disk.image.conversation(conversation.id);
          const messages = await disk.image.messages(conversation.id, {from: 0, to: Number.MAX_SAFE_INTEGER});
          const deleted = conversation.inOrder.filter((message) => stateOf(message).deleted);
          if (!deleted.length) continue;
          const cache = JSON.stringify([stored?.row.preview?.text, messages]);
          for (const message of deleted) {
            for (const {text} of message.states)
              if (text && cache.includes(JSON.stringify(text)))
                fail(`the cache of ${disk.device} holds "${text}", which was deleted`);
          }
        }
      }
    },
  };
};
