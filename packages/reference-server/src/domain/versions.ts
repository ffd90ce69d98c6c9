/** What messages said before they were edited: kept where whoever runs the server wants it, read by the host alone (PWP-HOST-011). */
import type {InputOf, OutputOf} from '@parlor/sdk/protocol';
import type {MessageRecord, VersionRecord} from '../store/records.js';
import {Refusal} from './refusal.js';
import {openToHost} from './visibility.js';
import type {Look} from './work.js';

/** As it is, before it is edited. */
export const versionOf = ({conversation, seq, rev, sender, ts, editedAt, content}: MessageRecord): VersionRecord => {
  // of what it said the preview is no part, and its picture goes
  const {preview: _, ...said} = content;
  return {conversation, seq, rev, sender, content: said, at: editedAt ?? ts};
};

/** @throws {Refusal} NOT_FOUND */
export async function readVersions(
  look: Look,
  {conversation: place, id}: InputOf<'history.versions'>,
): Promise<OutputOf<'history.versions'>> {
  const {tx} = look;
  await openToHost(look, place);
  const record = await tx.message(place, id);
  if (!record) throw new Refusal('NOT_FOUND', 'id: no such message');
  const versions = await tx.versions(place, record.seq);
  return {versions: versions.map(({rev, at, content}) => ({rev, at, content})), edits: record.edits};
}
