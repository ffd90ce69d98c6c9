/** What the doors of files ask the database: may these bytes come, may those be read, which are to be deleted. */
import type {Clock} from '../clock.js';
import {type FileVersion, lost, type StoredFile, type UploadRecord, type Window} from '../store/records.js';
import type {ReadTransaction, Store} from '../store/store.js';
import {byHost, type FileDesk, type Grant, ticketMs} from './file-access.js';
import {Refusal} from './refusal.js';
import {allowedWindow, isSeen, whole} from './visibility.js';

/** Records looked at in one step of the collection. */
const stretch = 100;

/** What whoever got an address may still see; nothing, where what it was bound to is over. */
async function windowFor(
  tx: ReadTransaction,
  id: string,
  {user, joined}: Pick<Grant, 'user' | 'joined'>,
): Promise<Window | undefined> {
  if (joined === byHost) return (await tx.conversation(id))?.status === 'removed' ? undefined : whole;
  const member = await tx.member(id, user);
  return member?.state === 'joined' && member.joinedSeq === joined ? allowedWindow(member) : undefined;
}

export class StoredFiles implements FileDesk {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async upload(id: string): Promise<UploadRecord> {
    const record = await this.#store.read(async (tx) => {
      const found = await tx.upload(id);
      if (!found || found.state === 'lost' || found.state === 'gone') return undefined;
      if (found.state === 'open' && this.#clock.now() >= found.createdAt + ticketMs) return undefined;
      const member = await tx.member(found.conversation, found.user);
      return member?.state === 'joined' ? found : undefined;
    });
    if (!record) throw new Refusal('NOT_FOUND', 'this upload does not exist, or no longer');
    return record;
  }

  settle(id: string, found: {file: StoredFile; bytes: number} | undefined): Promise<boolean> {
    return this.#store.write(async (tx) => {
      const record = await tx.upload(id);
      if (record?.state !== 'open') return false;
      await tx.putUpload(
        found ? {...record, ...found, state: 'ready'} : {...record, name: '', state: 'refused', bytes: 0},
      );
      return true;
    });
  }

  async abandon(id: string): Promise<void> {
    await this.#store.write(async (tx) => {
      const record = await tx.upload(id);
      if (record && record.message === undefined && record.state !== 'gone') await tx.putUpload(lost(record));
    });
  }

  async download({id, user, joined, until}: Grant, version: FileVersion): Promise<UploadRecord> {
    const record = await this.#store.read(async (tx) => {
      const found = this.#clock.now() < until ? await tx.upload(id) : undefined;
      if (found?.message === undefined || !found.file?.versions[version]) return undefined;
      const window = await windowFor(tx, found.conversation, {user, joined});
      if (!window || (await tx.endedUntil(user)) >= until) return undefined;
      const message = await tx.message(found.conversation, found.message);
      return message && message.deleted === undefined && isSeen(window, message) ? found : undefined;
    });
    if (!record) throw new Refusal('NOT_FOUND', 'this address is not good, or no longer');
    return record;
  }

  kept(): Promise<{files: number; bytes: number}> {
    return this.#store.read((tx) => tx.keptFiles());
  }

  async collect(remove: (id: string) => Promise<void>): Promise<void> {
    const before = this.#clock.now() - ticketMs;
    for (;;) {
      const found = await this.#store.read((tx) => tx.uploadsToCollect(before, stretch));
      for (const record of found) await this.#collectOne(record, remove);
      if (found.length < stretch) return;
    }
  }

  async #collectOne({id, conversation, state}: UploadRecord, remove: (id: string) => Promise<void>): Promise<void> {
    // of what is deleted, the quota of the day still knows
    if (state === 'gone' || state === 'refused') return this.#store.write((tx) => tx.removeUpload(id));
    const record = await this.#store.write(
      async (tx) => {
        // a message that is sent just now has it, or does not get it
        await tx.conversation(conversation, 'lock');
        const now = await tx.upload(id);
        if (!now || now.message !== undefined || now.state === 'gone') return undefined;
        if (now.state !== 'lost') await tx.putUpload(lost(now));
        return lost(now);
      },
      undefined,
      conversation,
    );
    if (!record) return;
    await remove(id);
    await this.#store.write((tx) => tx.putUpload({...record, state: 'gone', bytes: 0}));
  }
}
