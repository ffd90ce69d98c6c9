/** A whole database, recounted from its rows: everything that is kept beside them must be what they say. */
import {openSnapshot} from '../rows/snapshot.js';
import {checkFile} from './file.js';
import type {Look, Report} from './look.js';
import {watchMembers} from './members.js';
import {watchMentions} from './mentions.js';
import {watchMessages} from './messages.js';
import {checkNotifications} from './notifications.js';
import {checkBlocks, checkPeople} from './people.js';
import {checkPush} from './push.js';
import {checkRelations} from './relations.js';
import {checkRemoved} from './removed.js';
import {revsChecker} from './revs.js';
import type {ConversationRow, MemberRow, MessageRow} from './rows.js';
import {searchChecker, sqliteIndex, type WordIndex} from './search.js';
import {stampsChecker} from './stamps.js';

export type Counts = {conversations: number; messages: number; members: number; differences: number};

/**
 * Tells every difference to `report`. Of the rows it holds the members of one conversation at a time. `index`: of the words of
 * messages, where that is not the file's own.
 * @throws {CannotLook}
 */
export function examine(path: string, report: Report, index?: WordIndex): Counts {
  const client = openSnapshot(path);
  const counts: Counts = {conversations: 0, messages: 0, members: 0, differences: 0};
  const look: Look = {
    client,
    report(place, sentence) {
      counts.differences++;
      report(place, sentence);
    },
  };
  try {
    checkFile(look);
    checkConversations(look, counts, index ?? sqliteIndex(look));
    checkRelations(look);
    checkPeople(look);
    checkBlocks(look);
    checkPush(look);
    checkNotifications(look);
    return counts;
  } finally {
    client.close();
  }
}

function checkConversations(look: Look, counts: Counts, index: WordIndex): void {
  const {client} = look;
  const conversations = client.prepare<[], ConversationRow>(`
    select id, type, status, pair, created_at, seq, member_rev, meta_rev, members, k, last_seq, last_activity, last_ts, x
    from conversation`);
  const membersOf = client.prepare<[string], MemberRow>(`
    select user, state, role, rev, joined_seq, visible_from, left_at, farewell is not null as has_farewell,
      farewell ->> 'lastActivity' as farewell_activity, read, read_private, delivered, cleared, read_k, own_read_k, own_k, last_sent, later,
      activity, x, max(read, read_private, cleared, visible_from - 1) as horizon
    from member where conversation = ? order by horizon`);
  const messagesOf = client.prepare<[string], MessageRow>(`
    select seq, id, rev, touched, sender, ts, content, countable, k, own, reply_to, has_reactions, edits, deleted
    from message where conversation = ? order by seq`);
  const checkRevs = revsChecker(look);
  const checkStamps = stampsChecker(look);
  const search = searchChecker(look, index);

  for (const conversation of conversations.iterate()) {
    const members = membersOf.all(conversation.id);
    counts.conversations++;
    counts.members += members.length;
    if (conversation.status === 'removed') {
      checkRemoved(look, conversation, members);
      checkStamps(conversation, members);
      continue;
    }
    const watchers = [
      watchMessages(conversation, look.report),
      watchMembers(look, conversation, members),
      watchMentions(look, conversation, members),
      search.watch(conversation),
    ];
    for (const message of messagesOf.iterate(conversation.id)) {
      counts.messages++;
      for (const watcher of watchers) watcher.see(message);
    }
    for (const watcher of watchers) watcher.end();
    checkRevs(conversation);
    checkStamps(conversation, members);
  }
  search.end();
}
