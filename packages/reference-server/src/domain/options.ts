/** What the domain is made of: its ports and its settings. */
import type {Cost, Limits} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import type {Store} from '../store/store.js';
import type {FileAddresses} from './file-access.js';
import type {NoticeSettings} from './notice-settings.js';
import type {ScreenOptions} from './screen.js';
import type {EndpointRules} from './webhooks.js';

export type DomainOptions = {
  store: Store;
  clock: Clock;
  /** Makes the random part of ids: 21 characters of `A-Za-z0-9_-`, never twice the same. */
  ids?: () => string;
  /** Limits other than the protocol's defaults. */
  limits?: Partial<Limits>;
  /** Who may be found by `person.find`: those I share a conversation with, or everybody who was ever here. */
  directory?: 'shared' | 'everybody';
  /** Whether what a message said before an edit is kept, for the host to read. Not where left out. */
  keepsEdits?: boolean;
  /** Whether messages with links wait for previews, which somebody has to make (`Domain.previews`). Not where left out. */
  makesPreviews?: boolean;
  /** Receipts of one conversation that come within this time go out together, in milliseconds (at most 500). */
  receiptDelayMs?: number;
  /** Makes the addresses of files; without it no files are taken. */
  files?: FileAddresses | undefined;
  /** Where the host's events may be posted to; without it there are no endpoints, and none of their operations. */
  webhooks?: EndpointRules | undefined;
  /** How people are told of what they miss: without a key and a place to push to only the host is. */
  notices?: Partial<NoticeSettings> | undefined;
  /** What is asked before a message is stored or changed; it may allow it, refuse it, or replace the words. */
  beforeSend?: ScreenOptions | undefined;
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
/**
 * `send` is split: who is here for less than a day draws from `newcomer`, and what was written more than a minute before it
 * came, by the sender's clock, from `backlog`. The steps of a message that grows draw from `grow`, not from `write` as other edits.
 * These are of a person; everything that comes from one address draws from `address` as well.
 */
export type Rates = Record<Exclude<Cost, 'session'> | 'newcomer' | 'backlog' | 'grow' | 'address', Rate>;
