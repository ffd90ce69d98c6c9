/** What finds changed conversations again: discovery stamps, and the activity each inbox row is filed under (inbox-reads.ts). */
import {instead, type Look} from './look.js';
import type {ConversationRow, MemberRow} from './rows.js';

export type CheckStamps = (conversation: ConversationRow, members: readonly MemberRow[]) => void;

export function stampsChecker({client, report}: Look): CheckStamps {
  const counter = Number(
    client.prepare<[], string>("select value from meta where key = 'x'").pluck().get() ?? Number.NaN,
  );
  if (!Number.isSafeInteger(counter)) report('meta', 'the counter of stamps is not a number');
  const filed = client.prepare<[string], number>('select x from inbox_filed where user = ?').pluck();
  for (const {user, x} of client
    .prepare<[number], {user: string; x: number}>('select user, x from inbox_filed where x > ?')
    .iterate(counter))
    report('inbox', `that of ${user} is filed up to ${x}, above the counter ${counter}`);

  return ({id, x, last_activity: lastActivity}, members) => {
    const isWrong = (stamp: number): boolean => stamp < 1 || stamp > counter;
    if (isWrong(x)) report(id, `its stamp ${x} is outside 1…${counter}`);
    for (const member of members) {
      const say = (sentence: string): void => report(id, `member ${member.user}: ${sentence}`);
      if (isWrong(member.x)) say(`the stamp ${member.x} is outside 1…${counter}`);
      const {activity, farewell_activity: farewell} = member;
      if (member.state !== 'joined') {
        if (activity !== farewell) say(`filed under ${instead(activity, farewell)}, when the membership ended`);
      } else if (activity > lastActivity || (x <= (filed.get(member.user) ?? 0) && activity !== lastActivity)) {
        say(`filed under ${instead(activity, lastActivity)}`);
      }
    }
  };
}
