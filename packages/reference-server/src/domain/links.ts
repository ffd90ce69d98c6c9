/** Which link of a message is shown with what its page says of itself, and which messages wait for that (PWP-LINK-001). */
import type {Content} from '@parlor/sdk/protocol';
import type {MessageRecord} from '../store/records.js';
import type {Work} from './work.js';

const isOfWeb = /^https?:\/\//i;

/** The first one that leads to the web, unless its author wants none shown (PWP-LINK-003). */
export function linkOf({
  ranges = [],
  noPreview,
  poll,
}: Pick<Content, 'ranges' | 'noPreview' | 'poll'>): string | undefined {
  // a poll stays as it was asked
  if (noPreview || poll) return undefined;
  let first: {start: number; url: string} | undefined;
  for (const {type, start, url = ''} of ranges)
    if (type === 'link' && isOfWeb.test(url) && !(first && first.start <= start)) first = {start, url};
  return first?.url;
}

/** In the transaction that stores the message: no crash comes between. While a message grows its link may be half of one. */
export async function awaitPreview(
  {tx, now, settings}: Pick<Work, 'tx' | 'now' | 'settings'>,
  {conversation, id, content}: MessageRecord,
): Promise<void> {
  if (!settings.makesPreviews || content.preview || content.growing !== undefined || linkOf(content) === undefined)
    return;
  await tx.putLink({conversation, id, dueAt: now, attempts: 0});
}
