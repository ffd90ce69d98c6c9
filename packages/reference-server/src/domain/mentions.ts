/** The messages that mention somebody (PWP-SEARCH-007), the newest first, as they may see them now. */
import type {InputOf, Message, OutputOf, SearchHit} from '@parlor/sdk/protocol';
import type {MessagePlace} from '../store/store.js';
import {hitsAt} from './hits.js';
import {ofMember} from './search-scope.js';
import {openPage, seal} from './tokens.js';
import type {Look} from './work.js';

/** How many mentions one request looks at: of a conversation that is gone for its reader none is shown. */
const mostPassedOver = 500;

/** @throws {Refusal} CURSOR_INVALID */
export async function listMentions(
  look: Look,
  {cursor, limit = 20}: InputOf<'mention.list'>,
): Promise<OutputOf<'mention.list'>> {
  const {tx, actor, settings} = look;
  const owner = {user: actor.user, epoch: settings.epoch};
  const most = Math.min(limit, settings.limits.searchPage);
  const place = ({conversation, seq, ts}: MessagePlace): string => seal('mentions', owner, [ts, conversation, seq]);
  let after = cursor === undefined ? undefined : placeIn(openPage('mentions', owner, cursor, 'cursor'));
  for (let passed = 0; ; passed += most) {
    const places = await tx.mentionsOf(actor.user, {after, limit: most + 1});
    const page = places.slice(0, most);
    const last = places.length > most ? page.at(-1) : undefined;
    const {hits, people} = await hitsAt(look, ofMember, page, (message) => namesIn(message, actor.user));
    if (hits.length > 0 || last === undefined || passed >= mostPassedOver)
      return {hits, people, ...(last && {next: place(last)})};
    after = last;
  }
}

const placeIn = ([ts, conversation, seq]: readonly (number | string)[]): MessagePlace => ({
  ts: Number(ts),
  conversation: String(conversation),
  seq: Number(seq),
});

/** Where they are named. */
function namesIn({content}: Message, user: string): SearchHit['found'] | undefined {
  const found = (content.ranges ?? []).flatMap((range) =>
    range.type === 'mention' && range.user === user ? [{start: range.start, end: range.end}] : [],
  );
  return found.length > 0 ? found : undefined;
}
