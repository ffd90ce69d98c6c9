/** I4. When all is quiet every tab shows what the truth is: messages, reactions, pins and the list of them, head, flags, title, membership. */
import type {Message} from '../../../src/core/view.js';
import type {MakeChecker} from '../checker.js';
import {stateOf, type TruthConversation, type TruthMember, type TruthMessage} from '../truth.js';

export const convergence: MakeChecker = (world, fail) => {
  /** Up to where each device has asked to clear a conversation. */
  const asked = new Map<string, number>();
  const compare = (where: string, what: string, have: unknown, want: unknown): void => {
    if (have !== want) fail(`${where}: ${what} is ${String(have)} and should be ${String(want)}`);
  };
  const compareLines = (where: string, have: readonly string[], want: readonly string[]): void => {
    const at = want.findIndex((line, index) => line !== have[index]);
    if (at >= 0) fail(`${where}: message ${at} is ${have[at] ?? 'missing'} and should be ${want[at]}`);
    else if (have.length > want.length) fail(`${where}: ${have[want.length]} should not be there`);
  };
  return {
    outbox(disk, lane, writes) {
      const key = `${disk.device} ${lane}`;
      for (const write of writes) {
        const row = 'add' in write ? write.add : 'put' in write ? write.put : undefined;
        if (row?.op === 'own.set') asked.set(key, Math.max(asked.get(key) ?? 0, Number(row.input['cleared'] ?? 0)));
      }
    },
    rested() {
      if (world.wasRestored) return;
      for (const tab of world.tabs) {
        for (const id of tab.open.keys()) {
          const conversation = world.truth.now.conversations.get(id);
          const own = conversation?.members.get(tab.user);
          if (!conversation || own?.state !== 'joined') continue;
          const where = `${tab.name} in ${id}, untouched`;
          const {messages, end, loading} = tab.chat.conversation(id).timeline.get();
          compare(where, 'what is loading', loading, 'none');
          const shown = messages.filter(({seq}) => seq !== undefined);
          const all = visible(conversation, own);
          const from = shown[0]?.seq ?? Number.POSITIVE_INFINITY;
          // a hole that a limited delta leaves is not jumped over by itself
          const isFollowing = !tab.strayed.has(id) && world.plan.limits.deltaRows > 5;
          const to = isFollowing ? Number.POSITIVE_INFINITY : (shown.at(-1)?.seq ?? 0);
          if (isFollowing) compare(where, 'the end', end, true);
          const expected = all.filter(({seq}) => seq >= from && seq <= to);
          compareLines(
            where,
            shown.map(drawn),
            expected.map((message) => expectedOf(message, tab.user)),
          );
        }
      }
    },
    ended() {
      for (const tab of world.tabs) {
        // of tabs that share a cache and know nothing of each other one may put back what it knew of the time that is gone
        if (world.wasRestored && tab.device.isUnshared) continue;
        for (const conversation of world.truth.now.conversations.values()) {
          const own = conversation.members.get(tab.user);
          if (!own) continue;
          const where = `${tab.name} in ${conversation.id}`;
          const handle = tab.chat.conversation(conversation.id);
          const row = handle.state.get();
          if (!row) {
            // what its member has cleared is in no list before something comes, so who begins anew does not hear of it (PWP-REG-006)
            const isEmptied =
              own.cleared >= (own.stays.at(-1)?.since ?? 1) && !visible(conversation, own).some(({system}) => !system);
            if (own.state === 'joined' && !isEmptied) fail(`${where}: it is not known`);
            continue;
          }
          compare(where, 'membership', row.membership, own.state);
          compare(where, 'role', row.role, own.role);
          if (own.state !== 'joined') continue;
          compare(where, 'head', row.head, conversation.seq);
          compare(where, 'title', row.title, conversation.title);
          for (const flag of ['markedUnread', 'mutedUntil', 'pinned', 'archived'] as const)
            compare(where, flag, row[flag], own[flag]);
          const joined = [...conversation.members.values()].filter(({state}) => state === 'joined');
          compare(where, 'memberCount', row.memberCount, joined.length);
          const names = (list: readonly {user: string; role: string}[]): string =>
            list
              .map(({user, role}) => `${user} ${role}`)
              .sort()
              .join();
          if (!tab.open.has(conversation.id)) continue;
          // the list comes with opening it: before, there is what happened to be heard
          const shown = handle.members.get().filter(({state}) => state === 'joined');
          compare(where, 'members', names(shown), names(joined));
          const {messages, start, end} = handle.timeline.get();
          compare(where, 'the end', end, true);
          compare(where, 'the start', start, true);
          // asked for in a time that a restore took back it is a number of that time: the server clears less than its asker hid
          const hidden = world.wasRestored ? (asked.get(`${tab.device.name} ${conversation.id}`) ?? 0) : 0;
          const confirmed = messages.filter(({seq}) => seq !== undefined && seq > hidden);
          const expected = visible(conversation, own).filter(({seq}) => seq > hidden);
          compareLines(
            where,
            confirmed.map(drawn),
            expected.map((message) => expectedOf(message, tab.user)),
          );
          const pins = tab.pins.get(conversation.id)?.get();
          const pinned = expected.filter(({pin}) => pin.by !== undefined).sort((a, b) => b.pin.rev - a.pin.rev);
          const listed = pins?.filter(({seq}) => seq !== undefined && seq > hidden);
          if (listed)
            compare(where, 'the list of pins', listed.map(({id}) => id).join(), pinned.map(({id}) => id).join());
        }
      }
    },
  };
};

/** What its member may see of it now. */
export function visible(conversation: TruthConversation, {stays, cleared}: TruthMember): TruthMessage[] {
  const {from, to} = stays.at(-1) ?? {from: 1, to: 0};
  return conversation.inOrder.filter(({seq}) => seq >= from && seq <= to && seq > cleared);
}

const drawn = ({id, seq, content, deleted, sender, reactions, replyTo, pinned}: Message): string =>
  line({
    ...{id: content.kind === 'system' ? '' : id, seq: seq ?? 0, sender, replyTo: deleted ? undefined : replyTo?.id},
    text: deleted ? '(deleted)' : content.kind === 'system' ? String(content.data?.['event']) : content.text,
    pinned: deleted ? undefined : pinned?.by,
    reactions: reactions.map(({key, count, own}) => `${key}${count}${own ? 'own' : ''}`),
  });

function expectedOf(message: TruthMessage, user: string): string {
  const {id, seq, sender, system} = message;
  const {text, deleted, replyTo} = stateOf(message);
  const keys = new Map<string, {count: number; own: boolean}>();
  for (const one of deleted ? [] : message.reactions.values()) {
    if (!one.on) continue;
    const tally = keys.get(one.key) ?? {count: 0, own: false};
    keys.set(one.key, {count: tally.count + 1, own: tally.own || one.user === user});
  }
  return line({
    ...{id: system ? '' : id, seq, sender, replyTo: deleted ? undefined : replyTo},
    text: deleted ? '(deleted)' : (system ?? text),
    pinned: message.pin.by,
    reactions: [...keys].map(([key, {count, own}]) => `${key}${count}${own ? 'own' : ''}`),
  });
}

type Line = {
  id: string;
  seq: number;
  sender: string;
  text: string;
  replyTo: string | undefined;
  pinned: string | undefined;
  reactions: readonly string[];
};
const line = ({id, seq, sender, text, replyTo, pinned, reactions}: Line): string =>
  `${seq} ${id} ${sender} "${text}"${replyTo ? ` to ${replyTo}` : ''}${pinned ? ` pinned by ${pinned}` : ''} ${[...reactions].sort().join()}`;
