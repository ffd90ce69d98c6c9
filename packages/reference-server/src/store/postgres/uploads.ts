/** Reads and writes of files; their bytes lie elsewhere. */
import {eq, sql} from 'drizzle-orm';
import type {NodePgDatabase} from 'drizzle-orm/node-postgres';
import type {UploadRecord} from '../records.js';
import {bound, excluded, maybe, present, slots} from '../rows.js';
import type {ReadTransaction, WriteTransaction} from '../store.js';
import {change, type Line, statement} from './line.js';
import {uploads} from './schema.js';

type Reads = Pick<ReadTransaction, 'upload' | 'uploads' | 'uploadsOf' | 'uploadUse' | 'keptFiles' | 'uploadsToCollect'>;
export type UploadWrites = Pick<WriteTransaction, 'putUpload' | 'loseUploads' | 'removeUpload'>;

const given = sql.placeholder;

export function uploadReads(line: Line, database: NodePgDatabase): Reads {
  const one = database
    .select()
    .from(uploads)
    .where(eq(uploads.id, given('id')))
    .prepare('upload');
  const several = database
    .select()
    .from(uploads)
    .where(sql`${uploads.id} = any(${given('ids')}::text[])`)
    .prepare('uploads');
  const ofMessage = database
    .select()
    .from(uploads)
    .where(sql`${uploads.conversation} = ${given('conversation')} and ${uploads.message} = ${given('message')}`)
    .prepare('uploads_of');
  const use = statement<{files: string; bytes: string; kept: string}>(
    line,
    'upload_use',
    `select count(*) filter (where created_at > $2) as files,
       coalesce(sum(size) filter (where created_at > $2), 0) as bytes, coalesce(sum(bytes), 0) as kept
     from upload where "user" = $1`,
  );
  const kept = statement<{files: string; bytes: string}>(
    line,
    'kept_files',
    "select count(*) as files, coalesce(sum(bytes), 0) as bytes from upload where bytes > 0 and state <> 'open'",
  );
  const toCollect = database
    .select()
    .from(uploads)
    .where(
      sql`${uploads.message} is null and (${uploads.state} = 'lost' or ${uploads.createdAt} < ${given('before')}::bigint)`,
    )
    .limit(given('limit'))
    .prepare('uploads_to_collect');
  return {
    upload: async (id) => maybe((await one.execute({id}))[0]),
    uploads: async (ids) => (await several.execute({ids})).map(present),
    uploadsOf: async (conversation, message) => (await ofMessage.execute({conversation, message})).map(present),
    uploadUse: async (user, since) => {
      const [row] = await use(user, since);
      return {files: Number(row?.files ?? 0), bytes: Number(row?.bytes ?? 0), kept: Number(row?.kept ?? 0)};
    },
    keptFiles: async () => {
      const [row] = await kept();
      return {files: Number(row?.files ?? 0), bytes: Number(row?.bytes ?? 0)};
    },
    uploadsToCollect: async (before, limit) => (await toCollect.execute({before, limit})).map(present),
  };
}

export function uploadWrites(line: Line, database: NodePgDatabase): UploadWrites {
  const put = database
    .insert(uploads)
    .values(slots(uploads) as unknown as typeof uploads.$inferInsert)
    .onConflictDoUpdate({target: uploads.id, set: excluded(uploads, ['id'])})
    .prepare('put_upload');
  const lose = (column: string) =>
    change(
      line,
      `lose_uploads_${column}`,
      `update upload set state = 'lost', name = '', file = null, message = null where "${column}" = $1 and state <> 'gone'`,
    );
  const [loseOfUser, loseOfConversation] = [lose('user'), lose('conversation')];
  const remove = change(line, 'remove_upload', 'delete from upload where id = $1');
  return {
    putUpload: async (record: UploadRecord) => void (await put.execute(bound(record))),
    loseUploads: async (whose) =>
      void (await ('user' in whose ? loseOfUser(whose.user) : loseOfConversation(whose.conversation))),
    removeUpload: async (id) => void (await remove(id)),
  };
}
