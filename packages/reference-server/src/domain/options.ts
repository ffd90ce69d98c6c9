/** What the domain is made of: its ports and its settings. */
import type {Cost, Limits} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import type {Store} from '../store/store.js';

export type DomainOptions = {
  store: Store;
  clock: Clock;
  /** Makes the random part of ids: 21 characters of `A-Za-z0-9_-`, never twice the same. */
  ids?: () => string;
  /** Limits other than the protocol's defaults. */
  limits?: Partial<Limits>;
  /** Who may be found by `person.find`: those I share a conversation with, or everybody who was ever here. */
  directory?: 'shared' | 'everybody';
  /** How long after sending a message may be edited, in milliseconds; for ever where left out. */
  editWindowMs?: number;
  /** Receipts of one conversation that come within this time go out together, in milliseconds (at most 500). */
  receiptDelayMs?: number;
  /** Called when a listener of deliveries throws: the others still run. */
  onError?: (error: unknown) => void;
  /** For tests of what a crash leaves behind. */
  faults?: {
    /** Called between a commit and everything that follows from it; throwing there is a crash before the answer (F42). */
    afterCommit?: () => void;
  };
};

/** What one bucket holds: refilled at `perSecond`, never above `burst`. `Infinity` turns it off. */
export type Rate = {perSecond: number; burst: number};
export type Rates = Record<Exclude<Cost, 'session'>, Rate>;
