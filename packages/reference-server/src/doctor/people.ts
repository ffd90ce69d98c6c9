/** Profiles: what they are found by. */
import type {Look} from './look.js';

type Row = {user: string; name: string; name_key: string; user_key: string};

export function checkPeople({client, report}: Look): void {
  for (const {user, name, name_key: nameKey, user_key: userKey} of client
    .prepare<[], Row>('select user, name, name_key, user_key from user')
    .iterate()) {
    if (nameKey !== name.toLowerCase()) report(`user ${user}`, 'is not found by the name');
    if (userKey !== user.toLowerCase()) report(`user ${user}`, 'is not found by the id');
  }
}
