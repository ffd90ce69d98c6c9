/** I6. What the server holds is what the operations say in the order of their commits; a late copy of one changes nothing. */
import type {MessageRecord} from '../../../../reference-server/src/store/records.js';
import type {MakeChecker} from '../checker.js';
import {stateOf} from '../truth.js';

export const lastEditWins: MakeChecker = (world, fail) => ({
  async ended() {
    for (const {disk} of world.devices) {
      // what several tabs had in a storage that was wiped each puts back as it knew it; the server takes the first
      if (disk.wasWiped) continue;
      for (const {message, op, code} of await disk.image.outbox())
        if (code === 'IDEMPOTENCY_MISMATCH' || code === 'ID_TAKEN')
          fail(`${op} of ${message} of ${disk.device} came to the server in two versions`);
    }
  },
  committed({calls}) {
    const last = new Map<string, MessageRecord>();
    for (const [name, [record]] of calls)
      if (name === 'updateMessage') last.set((record as MessageRecord).id, record as MessageRecord);
    for (const {conversation, id, content, deleted} of last.values()) {
      const message = world.truth.now.conversations.get(conversation)?.messages.get(id);
      if (!message) continue;
      const now = stateOf(message);
      if (now.deleted !== (deleted !== undefined))
        fail(`${id} is ${deleted ? '' : 'not '}deleted on the server, against the order`);
      else if (now.text !== content.text)
        fail(`${id} says "${content.text}" on the server and should say "${now.text}"`);
    }
  },
});
