/** Reads and writes of files; their bytes lie elsewhere. */
import type {Database} from 'better-sqlite3';
import {eq, sql} from 'drizzle-orm';
import {drizzle} from 'drizzle-orm/better-sqlite3';
import type {UploadRecord} from '../records.js';
import {bound, excluded, maybe, present, slots} from '../rows.js';
import type {ReadTransaction, WriteTransaction} from '../store.js';
import {uploads} from './schema.js';

type Reads = Pick<ReadTransaction, 'upload' | 'uploads' | 'uploadsOf' | 'uploadUse' | 'keptFiles' | 'uploadsToCollect'>;
export type UploadWrites = Pick<WriteTransaction, 'putUpload' | 'loseUploads' | 'removeUpload'>;

const given = sql.placeholder;

export function uploadReads(client: Database): Reads {
  const database = drizzle(client);
  const one = database
    .select()
    .from(uploads)
    .where(eq(uploads.id, given('id')))
    .prepare();
  const several = database
    .select()
    .from(uploads)
    .where(sql`${uploads.id} in (select value from json_each(${given('ids')}))`)
    .prepare();
  const ofMessage = database
    .select()
    .from(uploads)
    .where(sql`${uploads.conversation} = ${given('conversation')} and ${uploads.message} = ${given('message')}`)
    .prepare();
  const use = client.prepare<{user: string; since: number}, {files: number; bytes: number; kept: number}>(`
    select count(*) filter (where created_at > @since) as files,
      coalesce(sum(size) filter (where created_at > @since), 0) as bytes, coalesce(sum(bytes), 0) as kept
    from upload where user = @user`);
  const kept = client.prepare<[], {files: number; bytes: number}>(
    "select count(*) as files, coalesce(sum(bytes), 0) as bytes from upload where bytes > 0 and state <> 'open'",
  );
  const toCollect = database
    .select()
    .from(uploads)
    .where(sql`${uploads.message} is null and (${uploads.state} = 'lost' or ${uploads.createdAt} < ${given('before')})`)
    .limit(given('limit'))
    .prepare();
  return {
    upload: async (id) => maybe(one.get({id})),
    uploads: async (ids) => several.all({ids: JSON.stringify(ids)}).map(present),
    uploadsOf: async (conversation, message) => ofMessage.all({conversation, message}).map(present),
    uploadUse: async (user, since) => use.get({user, since}) ?? {files: 0, bytes: 0, kept: 0},
    keptFiles: async () => kept.get() ?? {files: 0, bytes: 0},
    uploadsToCollect: async (before, limit) => toCollect.all({before, limit}).map(present),
  };
}

export function uploadWrites(client: Database): UploadWrites {
  const put = drizzle(client)
    .insert(uploads)
    .values(slots(uploads) as unknown as typeof uploads.$inferInsert)
    .onConflictDoUpdate({target: uploads.id, set: excluded(uploads, ['id'])})
    .prepare();
  const lose = (column: string) =>
    client.prepare<[string]>(
      `update upload set state = 'lost', name = '', file = null, message = null where ${column} = ? and state <> 'gone'`,
    );
  const [loseOfUser, loseOfConversation] = [lose('user'), lose('conversation')];
  const remove = client.prepare<[string]>('delete from upload where id = ?');
  return {
    putUpload: async (record: UploadRecord) => void put.run(bound(record)),
    loseUploads: async (whose) =>
      void ('user' in whose ? loseOfUser.run(whose.user) : loseOfConversation.run(whose.conversation)),
    removeUpload: async (id) => void remove.run(id),
  };
}
