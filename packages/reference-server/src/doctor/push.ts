/** Whom notices are pushed to, and what waits to be: nothing of who is no more. */
import type {Look} from './look.js';

const queries = [
  `select s.user, 'is pushed to, and was erased' as sentence
    from push_subscription as s join user as u on u.user = s.user where u.kind = 'erased'`,
  `select j.user, 'notice ' || j.n || ' waits for a subscription that is not there' as sentence
    from push_job as j left join push_subscription as s on s.id = j.subscription where s.id is null`,
  `select j.user, 'notice ' || j.n || ' waits for a subscription of somebody else' as sentence
    from push_job as j join push_subscription as s on s.id = j.subscription where s.user <> j.user`,
  `select d.person as user, 'is to be told of notifications, and there never were any' as sentence
    from push_due as d left join notified as n on n.user = d.person where d.conversation = 'notifications' and n.user is null`,
  `select d.person as user, 'is to have a digest, and was erased' as sentence
    from push_due as d join user as u on u.user = d.person where d.conversation = 'digest' and u.kind = 'erased'`,
];
const dues = `select d.conversation from push_due as d left join conversation as c on c.id = d.conversation
  where c.id is null and d.conversation not in ('notifications', 'digest')`;

export function checkPush({client, report}: Look): void {
  for (const sql of queries)
    for (const {user, sentence} of client.prepare<[], {user: string; sentence: string}>(sql).iterate())
      report(`user ${user}`, sentence);
  for (const conversation of client.prepare<[], string>(dues).pluck().iterate())
    report(conversation, 'somebody is to be told of it, and it is not there');
}
