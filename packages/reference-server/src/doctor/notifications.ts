/** Notifications: places below the newest one, one register, and nothing of who is no more. How many are unread is kept nowhere. */
import type {Look} from './look.js';

/** As `notificationLimits.kept`: so many of one person are kept. */
const kept = 1000;
/** As `reminderLimits.kept`. */
const waiting = 50;

const queries = [
  `select n.user, 'notification ' || n.id || ' at ' || n.seq || ', of which nothing is known' as sentence
    from notification as n left join notified as s on s.user = n.user where s.user is null`,
  `select n.user, 'notification ' || n.id || ' at ' || n.seq || ' is outside ' || max(1, s.seq - ${kept - 1}) || '…' || s.seq as sentence
    from notification as n join notified as s on s.user = n.user where n.seq > s.seq or n.seq <= s.seq - ${kept} or n.seq < 1`,
  `select user, 'notifications are read up to ' || read_up_to || ', outside 0…' || seq as sentence
    from notified where read_up_to not between 0 and seq`,
  `select s.user, 'the rev of notifications is ' || s.rev || ' for ' || s.seq || ' of them' as sentence
    from notified as s where s.rev < s.seq`,
  `select user, 'notification ' || id || ' was taken out, and still says something' as sentence
    from notification where removed = 1 and (title <> '' or kind <> '' or body is not null or link is not null or actor is not null
      or about_message is not null)`,
  `select user, 'notification ' || id || ' is about a message of no conversation, or about none of one' as sentence
    from notification where (about_conversation is null) <> (about_message is null)`,
  `select r.user, count(*) || ' reminders wait, more than ${waiting}' as sentence from reminder as r group by r.user having count(*) > ${waiting}`,
  `select distinct r.user, 'has reminders, and was erased' as sentence
    from reminder as r join user as u on u.user = r.user where u.kind = 'erased'`,
  `select n.user, 'has notifications, and was erased' as sentence
    from notified as n join user as u on u.user = n.user where u.kind = 'erased'`,
];

export function checkNotifications({client, report}: Look): void {
  for (const sql of queries)
    for (const {user, sentence} of client.prepare<[], {user: string; sentence: string}>(sql).iterate())
      report(`user ${user}`, sentence);
  const counter = Number(
    client.prepare<[], string>("select value from meta where key = 'x'").pluck().get() ?? Number.NaN,
  );
  for (const {user, x} of client
    .prepare<[number], {user: string; x: number}>('select user, x from notified where x < 1 or x > ?')
    .iterate(counter))
    report(`user ${user}`, `the stamp ${x} of notifications is outside 1…${counter}`);
}
