/** What a store keeps of messages that are to be sent later. */
import type {LaterRecord} from './records.js';

export interface LaterReads {
  later(user: string, id: string): Promise<LaterRecord | undefined>;
  /** All of one person, refused ones too, the next one first. */
  laterOf(user: string): Promise<LaterRecord[]>;
  /** Those of everybody whose time has come, in its order; what was refused waits no longer. */
  dueLater(now: number, limit: number): Promise<LaterRecord[]>;
}

export interface LaterWrites {
  putLater(record: LaterRecord): Promise<void>;
  removeLater(user: string, id: string): Promise<void>;
}
