/** What the doors of files and the domain know of each other. */
import type {FileVersion, StoredFile, UploadRecord} from '../store/records.js';

/** Until when a ticket takes bytes, and how long a file waits for its message. */
export const ticketMs = 24 * 60 * 60 * 1000;
/** The longest life of an address. */
export const addressMs = 5 * 60 * 1000;

/** What an address of a file is good for. `joined`: the membership it was given to; another one, later, is not meant. `byHost`: it was given to the host. */
export type Grant = {id: string; user: string; joined: number; until: number};

/** Makes addresses that only this server can have made. */
/** In place of a membership: no seq is below 0. */
export const byHost = -1;

export type FileAddresses = {
  upload(id: string): string;
  file(grant: Grant, version: FileVersion): string;
};

/** What the doors ask. */
export interface FileDesk {
  /**
   * An upload that is still wanted, whose owner still sits in its conversation.
   * @throws {Refusal} NOT_FOUND
   */
  upload(id: string): Promise<UploadRecord>;
  /** What was found in the bytes, or that they are not accepted. Answers false where the upload is no longer wanted. */
  settle(id: string, found: {file: StoredFile; bytes: number} | undefined): Promise<boolean>;
  /** The sender takes an upload back that is in no message. */
  abandon(id: string): Promise<void>;
  /**
   * Asked at every download: no address outlives the membership it was given to, nor the message (S46).
   * @throws {Refusal} NOT_FOUND
   */
  download(grant: Grant, version: FileVersion): Promise<UploadRecord>;
  /** How many files are kept, and their bytes, those that wait to be deleted among them. */
  kept(): Promise<{files: number; bytes: number}>;
  /** Deletes what was lost, and what nobody finished or sent within a day. Stopped on the way, it goes on the next time. */
  collect(remove: (id: string) => Promise<void>): Promise<void>;
}
