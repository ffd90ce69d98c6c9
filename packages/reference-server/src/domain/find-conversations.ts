/**
 * Finding conversations of one's own by what they are called (PWP-SEARCH-009). Titles are looked through in short steps, each in a read of its own,
 * so that nobody waits for it; what was found is read again at the end, in one read.
 */
import type {InputOf, OutputOf} from '@parlor/sdk/protocol';
import {findsTitle, type NameQuery, nameQuery} from '../search/names.js';
import type {TitleHead} from '../store/store.js';
import {fingerprint} from './fingerprint.js';
import {Refusal} from './refusal.js';
import {inboxRows, peopleIn, peopleOf} from './rows.js';
import {acceptQuery, type Read} from './search.js';
import {openPage, seal} from './tokens.js';
import type {Look, Settings} from './work.js';

/** Titles looked through in one step: SQLite, which reads in this thread, takes 0.7 ms for them, and 2.4 for 1,000. */
const titlesAtOnce = 250;

type Place = Pick<TitleHead, 'conversation' | 'lastActivity'>;
type Around = {input: InputOf<'inbox.find'>; settings: Settings; user: string; pause: () => Promise<void>};

/** @throws {Refusal} SCHEMA, TOO_LARGE, CURSOR_INVALID */
export async function findConversations(
  read: Read,
  {input, settings, user, pause}: Around,
): Promise<OutputOf<'inbox.find'>> {
  acceptQuery(input.query, settings);
  const query = nameQuery(input.query);
  const owner = {user, epoch: settings.epoch};
  const print = fingerprint(query);
  const after =
    input.cursor === undefined ? undefined : placeIn(openPage('titles', owner, input.cursor, 'cursor'), print);
  const limit = Math.min(input.limit ?? 20, settings.limits.searchPage);
  const found = await newest(read, {query, after, limit: limit + 1, user, pause});
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    ...(await read((look) => answer(look, page))),
    ...(last && {next: seal('titles', owner, [print, last.lastActivity, last.conversation])}),
  };
}

function placeIn([print, lastActivity, conversation]: readonly (number | string)[], wanted: string): Place {
  if (print !== wanted) throw new Refusal('CURSOR_INVALID', 'cursor: of another search');
  return {lastActivity: Number(lastActivity), conversation: String(conversation)};
}

type Wanted = {query: NameQuery; after: Place | undefined; limit: number} & Pick<Around, 'user' | 'pause'>;

/** Those with the newest activity that are called so, behind the place `after`. */
async function newest(read: Read, {query, after, limit, user, pause}: Wanted): Promise<Place[]> {
  const found: Place[] = [];
  for (let named = ''; ; ) {
    const titles = await read(({tx}) => tx.titles(user, {after: named, limit: titlesAtOnce}));
    for (const {title, ...place} of titles)
      if (title !== undefined && (!after || newestFirst(after, place) < 0) && findsTitle(query, title))
        found.push(place);
    found.sort(newestFirst).splice(limit);
    if (titles.length < titlesAtOnce) return found;
    named = titles.at(-1)?.conversation ?? '';
    await pause();
  }
}

/** By the activity, of one time by the id, both falling: as an inbox has it (PWP-SYNC). */
const newestFirst = (a: Place, b: Place): number =>
  b.lastActivity - a.lastActivity || (a.conversation < b.conversation ? 1 : a.conversation > b.conversation ? -1 : 0);

/** As they may be seen now. */
async function answer(look: Look, page: readonly Place[]): Promise<Pick<OutputOf<'inbox.find'>, 'rows' | 'people'>> {
  const memberships = await look.tx.memberships(
    look.actor.user,
    page.map(({conversation}) => conversation),
  );
  const rows = await inboxRows(
    look,
    memberships.filter(({member}) => !member.farewell?.meta.purge),
  );
  return {rows, people: await peopleOf(look, peopleIn(rows))};
}
