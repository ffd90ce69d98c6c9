/** A conversation that was taken away: nobody is in it, and nothing of it is left. */
import {instead, type Look} from './look.js';
import type {ConversationRow, MemberRow} from './rows.js';

export function checkRemoved({client, report}: Look, {id, members}: ConversationRow, rows: readonly MemberRow[]): void {
  if (members !== 0) report(id, `members is ${instead(members, 0)}: it was removed`);
  for (const {user, state, has_farewell: hasFarewell} of rows)
    if (state === 'joined' || !hasFarewell) report(id, `${user}: is ${state}, in a conversation that was removed`);
  for (const table of ['message', 'mention', 'reaction', 'reservation', 'version']) {
    const left = client
      .prepare<[string], number>(`select count(*) from ${table} where conversation = ?`)
      .pluck()
      .get(id);
    if (left) report(id, `it was removed, and ${left} of ${table} are left: run parlor-server remove once more`);
  }
}
