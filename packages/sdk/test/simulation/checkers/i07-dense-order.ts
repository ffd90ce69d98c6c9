/** I7. The numbers of a conversation are 1, 2, 3 … in the order of the commits: each is given out exactly once. */
import type {ConversationRecord} from '../../../../reference-server/src/store/records.js';
import type {MakeChecker} from '../checker.js';

export const denseOrder: MakeChecker = (world, fail) => {
  let given = new Map<string, Map<string, number>>();
  return {
    restarted() {
      given = new Map();
    },
    committed({calls, x}) {
      const seqs = new Map<string, number>();
      for (const [name, [record]] of calls) {
        if (name !== 'insertConversation' && name !== 'advanceConversation' && name !== 'updateConversation') continue;
        const {id, seq} = record as ConversationRecord;
        seqs.set(id, seq);
      }
      for (const [id, seq] of seqs) {
        const expected = world.truth.now.conversations.get(id)?.seq;
        if (seq !== expected) fail(`commit ${x} brings ${id} to ${seq} and should bring it to ${expected}`);
      }
    },
    given(to, frame) {
      if (frame.type !== 'changes') return;
      const {conversation, from, to: end} = frame;
      const last = given.get(conversation) ?? new Map<string, number>();
      given.set(conversation, last);
      for (const user of to) {
        const before = last.get(user);
        const member = world.truth.now.conversations.get(conversation)?.members.get(user);
        const stay = member?.stays.at(-1)?.since;
        if (before !== undefined && from !== before + 1 && from !== stay)
          fail(`${user} is given ${from}…${end} of ${conversation} after ${before}`);
        last.set(user, end);
      }
    },
  };
};
