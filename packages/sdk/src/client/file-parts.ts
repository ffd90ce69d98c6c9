/** What the rest knows of files; their code is loaded when it is needed. */
import type {settle} from '../core/batch.js';
import type {Box} from '../core/outbox.js';
import type {OutboxRow, RowFile} from '../core/outbox-row.js';
import type {StorageWrite} from '../storage/storage.js';
import type {FileUrl} from './api.js';

/** A file that was chosen, under a name of this device's own. */
export type LocalFile = Pick<RowFile, 'key' | 'size' | 'shown'> & {blob: Blob};

/** What is noted of the lane meanwhile. */
export type WorkingLane = {isUploading: boolean; failures: number};
/** The lane at work: `change` changes its rows by a rule, `drain` gives the others their turn. */
export type AtWork = {
  change<Result>(rule: (box: Box) => Result): Promise<Result>;
  drain(): void;
  /** Given, not imported: what a start waits for shares no code with what comes later, which would be a chunk more to wait for. */
  settle: typeof settle;
};

export type Files = {
  /**
   * The bytes, to be kept with the message, once those read `before` are kept. @throws {ChatError} TOO_LARGE, OUTBOX_FULL,
   * ATTACHMENT_REJECTED, ATTACHMENT_MISSING
   */
  read(files: readonly LocalFile[] | undefined, before: Promise<unknown> | undefined): Promise<readonly StorageWrite[]>;
  /**
   * Uploads what the message of `row`, the first of the lane, waits for; what fails for good fails the message. Others have their
   * turn meanwhile. Answers how long to wait where it is to be tried again.
   */
  work(lane: WorkingLane, row: OutboxRow, at: AtWork): Promise<number | undefined>;
  url(conversation: string, file: string): Promise<FileUrl>;
  /** What is in it, of a picture in its large version. @throws {ChatError} NOT_FOUND, OFFLINE … */
  bytes(conversation: string, file: string): Promise<Blob>;
};
