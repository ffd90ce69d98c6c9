/** Previews of links, as far as the database knows of them: which messages wait for one, and what becomes of a message that gets one. */
import type {LinkPreview} from '@parlor/sdk/protocol';
import type {ConversationRecord, MessageRecord, UploadRecord} from '../store/records.js';
import type {ReadTransaction, WriteTransaction} from '../store/store.js';
import type {Actor} from './domain.js';
import {toAttachment} from './files.js';
import {linkOf} from './links.js';
import {giveMessage, step} from './messages.js';
import type {FoundPage, PreviewDesk, WaitingLink} from './preview-access.js';
import {defined} from './wire.js';
import type {Settings, Work} from './work.js';

export type PreviewDoor = {
  now(): number;
  owner: string;
  settings: Pick<Settings, 'files' | 'ids'>;
  read<Result>(read: (tx: ReadTransaction) => Promise<Result>): Promise<Result>;
  write<Result>(actor: Actor, write: (work: Work) => Promise<Result>, lane: string): Promise<Result>;
  writeStore<Result>(write: (tx: WriteTransaction) => Promise<Result>): Promise<Result>;
};

/** Of several nodes one does it; another one takes over when it has not said so for so long. */
const lease = {name: 'previews', ms: 30_000, renewMs: 10_000};

export class StoredPreviews implements PreviewDesk {
  readonly #door: PreviewDoor;
  #heldAt = Number.NEGATIVE_INFINITY;

  constructor(door: PreviewDoor) {
    this.#door = door;
  }

  async due(limit: number): Promise<WaitingLink[]> {
    const {now, read} = this.#door;
    const found = await read(async (tx) => {
      const records = await tx.dueLinks(now(), limit);
      return Promise.all(
        records.map(async (record) => ({record, message: await tx.message(record.conversation, record.id)})),
      );
    });
    if (found.length === 0 || !(await this.#hold())) return [];
    return found.map(({record, message}) => ({
      ...record,
      sender: message?.sender ?? '',
      url: urlOf(message),
      ageMs: message ? now() - (message.editedAt ?? message.ts) : 0,
    }));
  }

  async newFile(conversation: string): Promise<string | undefined> {
    const {now, settings, writeStore} = this.#door;
    if (!settings.files) return undefined;
    const id = `f_${settings.ids()}`;
    // of nobody: it counts against no quota, and nobody can upload to it
    const record: UploadRecord = {
      ...{id, user: '', conversation, name: 'preview.webp', size: 0, state: 'open', file: undefined, bytes: 0},
      ...{message: undefined, createdAt: now()},
    };
    await writeStore((tx) => tx.putUpload(record));
    return id;
  }

  settle(link: WaitingLink, found: FoundPage | undefined): Promise<boolean> {
    return this.#alone(link, async (work, conversation, record) => {
      await work.tx.removeLink(link.conversation, link.id);
      if (!found || !conversation || !record || link.url === undefined) return false;
      await show(work, conversation, record, {url: link.url, found});
      return true;
    });
  }

  async again(link: WaitingLink, inMs: number): Promise<void> {
    const {conversation, id, attempts} = link;
    await this.#alone(link, async ({tx, now}) => {
      await tx.putLink({conversation, id, dueAt: now + inMs, attempts: attempts + 1});
      return false;
    });
  }

  /** As its author; not where the message has another link by now, which waits in its own right. */
  #alone(
    {conversation: place, id, sender, url}: WaitingLink,
    run: (
      work: Work,
      conversation: ConversationRecord | undefined,
      record: MessageRecord | undefined,
    ) => Promise<boolean>,
  ): Promise<boolean> {
    const actor: Actor = {user: sender, device: 'server', audience: 'parlor', claims: {}};
    const write = async (work: Work): Promise<boolean> => {
      const conversation = await work.tx.conversation(place, 'lock');
      const record = await work.tx.message(place, id);
      return urlOf(record) === url && run(work, conversation, record);
    };
    return this.#door.write(actor, write, place);
  }

  async #hold(): Promise<boolean> {
    const {now, owner, writeStore} = this.#door;
    if (now() - this.#heldAt < lease.renewMs) return true;
    const isOurs = await writeStore((tx) => tx.takeLease(lease.name, owner, lease.ms));
    if (isOurs) this.#heldAt = now();
    return isOurs;
  }

  /** Another node need not wait for what this one no longer does. */
  async close(): Promise<void> {
    if (this.#heldAt === Number.NEGATIVE_INFINITY) return;
    await this.#door.writeStore((tx) => tx.endLease(lease.name, this.#door.owner)).catch(() => undefined);
  }
}

/** Of a message that has no preview yet. */
const urlOf = (record: MessageRecord | undefined): string | undefined =>
  !record || record.deleted !== undefined || record.content.preview ? undefined : linkOf(record.content);

/** A change of the message, and no edit: nobody said anything else (PWP-LINK-001). */
async function show(
  work: Work,
  conversation: ConversationRecord,
  record: MessageRecord,
  {url, found: {title, site, description, image}}: {url: string; found: FoundPage},
): Promise<void> {
  const {tx} = work;
  const upload = image && (await tx.upload(image.id));
  const picture: UploadRecord | undefined =
    image && upload?.state === 'open'
      ? {...upload, state: 'ready', file: image.file, bytes: image.bytes, message: record.id}
      : undefined;
  if (picture) await tx.putUpload(picture);
  const preview = defined({
    ...{url, title, site, description},
    image: picture && toAttachment(picture, undefined),
  }) as LinkPreview;
  const seq = await step(work, conversation);
  const shown: MessageRecord = {...record, content: {...record.content, preview}, rev: seq, touched: seq};
  await tx.updateMessage(shown);
  const quoted = record.replyTo === undefined ? undefined : await tx.message(conversation.id, record.replyTo);
  giveMessage(work, shown, quoted, await work.seatsOf(conversation), 'preview');
}
