/** What the code for what is asked for seldom is given, and how it is asked. */
import type {Presence} from '../protocol/model.js';
import type {Inbox} from './api.js';
import type {Engine} from './engine.js';
import type {Lanes} from './lanes.js';
import type {Sender} from './sender.js';
import type {Syncer} from './syncer.js';

export type MoreParts = {
  engine: Engine;
  lanes: Lanes;
  sender: Sender;
  know: Syncer['know'];
  inbox: Pick<Inbox, 'list'>;
  /** Presence came in an answer. */
  told(presences: readonly Presence[]): void;
};

export type More = typeof import('./on-demand.js');

/** Without the parts, and what else comes first. */
export type Asked<Function, First extends unknown[] = []> = Function extends (
  parts: MoreParts,
  ...asked: [...First, ...infer Rest]
) => infer Answer
  ? (...asked: Rest) => Answer
  : never;
