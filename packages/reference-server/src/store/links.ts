/** What a store keeps of links that are to be looked at: which messages wait for a preview. */
import type {LinkRecord} from './records.js';

export interface LinkReads {
  /** Those whose time has come, in its order. */
  dueLinks(now: number, limit: number): Promise<LinkRecord[]>;
}

export interface LinkWrites {
  putLink(record: LinkRecord): Promise<void>;
  removeLink(conversation: string, id: string): Promise<void>;
}
