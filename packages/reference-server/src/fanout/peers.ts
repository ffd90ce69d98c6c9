/**
 * The other nodes, as far as they can be told something that may get lost: that there is something to look for, who types,
 * who is here, what somebody has drawn from their buckets. Never content, and nothing that anything depends on: without peers
 * a node is slower and knows less of who is here, and that is all.
 */

/** Somebody who is on a node: before a connection, or only connected. */
export type Activity = 'active' | 'idle';
export type Chosen = 'auto' | 'away' | 'dnd' | 'offline';

export type Word =
  /** Something was committed. */
  | {is: 'hint'}
  | {is: 'typing'; conversation: string; user: string; on: boolean; to: readonly string[]}
  /** Somebody is on the node that says so; without an activity, no longer. */
  | {is: 'presence'; user: string; activity?: Activity | undefined; chosen: Chosen}
  /** Somebody has chosen how to appear. */
  | {is: 'chosen'; user: string; chosen: Chosen}
  /** The node that says so has stopped. */
  | {is: 'bye'};

/** What is drawn from one bucket since it was told last, and how the bucket fills. */
export type Draw = {bucket: string; amount: number; perSecond: number; burst: number};

/** For each user the other nodes they are on. */
export type Whereabouts = {
  /** All other nodes that live, whoever is on them. */
  nodes: ReadonlySet<string>;
  of(user: string): ReadonlyMap<string, Activity>;
};

export interface Peers {
  /** Whether words go out and come in, as far as this node knows. */
  readonly isWell: boolean;
  /** Called whenever that has changed. Returns how to stop. */
  onHealth(listener: () => void): () => void;
  tell(word: Word): void;
  /** Words of the others only. `node` is the name of who says it. Returns how to stop. */
  onWord(listener: (word: Word, node: string) => void): () => void;
  /** Keeps for the others that somebody is here, until they are not or this node has not been heard of for `leaseMs`. */
  keep(user: string, activity: Activity | undefined): void;
  /** @throws when they cannot be asked */
  whereabouts(users: readonly string[]): Promise<Whereabouts>;
  /** What is left in each, after everybody's draws. @throws when they cannot be asked */
  draw(draws: readonly Draw[]): Promise<readonly number[]>;
  /** Says farewell; what was kept for the others is soon gone. */
  close(): Promise<void>;
}

/** Who was on a node that is heard of no more is gone after this. */
export const leaseMs = 45_000;
/** How often a node is heard of. */
export const renewMs = 20_000;

/** What is wrong with what nodes speak through, in one sentence for whoever runs the server. */
export class PeersError extends Error {
  constructor(sentence: string, options: {cause?: unknown} = {}) {
    super(sentence, options);
    this.name = 'PeersError';
  }
}
