/**
 * I9. Every count is the one of the definition at its pair (asOf, readAt): in every row the server gives out and in every row a
 * device stores; and in the end, as displayed, at the head.
 */
import type {InboxRow} from '../../../src/protocol/index.js';
import type {MakeChecker} from '../checker.js';
import {countUnread, horizonOf} from '../truth.js';

export const exactUnread: MakeChecker = (world, fail) => {
  function check(user: string, row: InboxRow, where: string): void {
    const {unread, mentions, asOf, readAt} = row;
    if (!(unread >= 0 && mentions >= 0)) fail(`${where} counts ${unread} and ${mentions}`);
    // after a restored backup the numbers of an older time mean something else
    if (world.wasRestored || row.membership.state !== 'joined') return;
    const conversation = world.truth.now.conversations.get(row.conversation.id);
    const member = conversation?.members.get(user);
    if (!conversation || !member || asOf > conversation.seq) return;
    // a row of an earlier stay
    const from = member.stays.findLast((stay) => stay.since <= asOf)?.from ?? 1;
    const expected = countUnread(conversation, user, asOf, Math.max(readAt, from - 1));
    if (unread !== expected.unread || mentions !== expected.mentions)
      fail(
        `${where} in ${conversation.id} counts ${unread} unread and ${mentions} mentions at (${asOf}, ${readAt}): it is ${expected.unread} and ${expected.mentions}`,
      );
  }
  return {
    arrived(tab, _what, op, body) {
      const rows =
        op === 'hello'
          ? (body as {sync: {rows: InboxRow[]}}).sync.rows
          : op === 'inbox'
            ? (body as {rows: InboxRow[]}).rows
            : ((body as {result?: {rows?: InboxRow[]}}).result?.rows ?? []);
      for (const row of rows) check(tab.user, row, `what the server tells ${tab.name}`);
    },
    wrote(disk, writes) {
      for (const write of writes)
        if ('put' in write && write.put === 'conversation')
          check(disk.user, write.value.row, `the cache of ${disk.device}`);
    },
    drewRow(tab, conversation, row) {
      if (row && !(row.unread >= 0 && row.mentions >= 0))
        fail(`${tab.name} shows ${row.unread} unread in ${conversation}`);
    },
    ended() {
      for (const tab of world.tabs) {
        for (const conversation of world.truth.now.conversations.values()) {
          const member = conversation.members.get(tab.user);
          const row = tab.chat.conversation(conversation.id).state.get();
          if (member?.state !== 'joined' || !row) continue;
          const expected = countUnread(conversation, tab.user, conversation.seq, horizonOf(member));
          if (row.unread !== expected.unread || row.mentions !== expected.mentions)
            fail(
              `${tab.name} shows ${row.unread} unread and ${row.mentions} mentions in ${conversation.id}: it is ${expected.unread} and ${expected.mentions}`,
            );
        }
      }
    },
  };
};
