/** I6. What the server holds is what the operations say in the order of their commits; a late copy of one changes nothing. */
import type {MessageRecord} from '../../../../reference-server/src/store/records.js';
import type {MakeChecker} from '../checker.js';
import {stateOf} from '../truth.js';

export const lastEditWins: MakeChecker = (world, fail) => ({
  committed({calls}) {
    for (const [name, [record]] of calls) {
      if (name !== 'updateMessage') continue;
      const {conversation, id, content, deleted} = record as MessageRecord;
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
