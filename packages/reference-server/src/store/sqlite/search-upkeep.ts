/**
 * What keeps the index that messages are found by up to date, behind the commits of those who write: what was there before the index
 * (search-filler.ts), what is new (search-follower.ts), and its pieces (search-merger.ts). One short step after the other, each in a commit with whatever
 * else is written then.
 */
import type {Database} from 'better-sqlite3';
import {isPending, searchFiller} from './search-filler.js';
import {isBehind, searchFollower} from './search-follower.js';
import {searchMerger} from './search-merger.js';

/** So long after its commit a message is brought into the index, at the latest. */
const followAfterMs = 5_000;

/** Runs a step in a transaction whose stamp it is given, and then tells whether something is left; nothing where it failed. */
type Commit = (step: (x: number) => boolean, end: (isMore: boolean | undefined) => void) => void;

export class SearchUpkeep {
  readonly #commit: Commit;
  readonly #followAt: number;
  readonly #fillStep: () => boolean;
  readonly #followStep: (x: number) => boolean;
  readonly #merger: ReturnType<typeof searchMerger>;
  /** Messages that the index has not been told of. */
  #late = 0;
  #isFollowing = false;
  #isMerging = false;
  #soon: NodeJS.Timeout | undefined;
  #isOver = false;

  /** `followAt`: so many messages are brought in at once. */
  constructor(client: Database, commit: Commit, followAt: number) {
    this.#commit = commit;
    this.#followAt = followAt;
    this.#fillStep = searchFiller(client);
    this.#followStep = searchFollower(client);
    this.#merger = searchMerger(client);
    if (isPending(client)) this.#fill();
    else this.#merge();
    if (isBehind(client)) this.#follow();
  }

  /** A message was written in the transaction that is open. */
  add(): void {
    this.#late++;
  }

  /** Behind a commit: at once where much is to be brought in, and a while after the first of few. */
  soon(): void {
    if (this.#late >= this.#followAt) this.#follow();
    else if (this.#late > 0) this.#soon ??= setTimeout(() => this.#follow(), followAfterMs).unref();
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#soon);
  }

  /** Where it fails, the next start goes on. */
  #fill(): void {
    if (this.#isOver) return;
    this.#commit(this.#fillStep, (isMore) => {
      if (isMore) setImmediate(() => this.#fill());
      else if (isMore === false) this.#merge();
    });
  }

  /** Where it fails, the next one goes on: until then a search looks through what is missing. */
  #follow(): void {
    if (this.#isOver || this.#isFollowing) return;
    this.#isFollowing = true;
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#late = 0;
    this.#commit(this.#followStep, (isMore) => {
      this.#isFollowing = false;
      if (isMore) setImmediate(() => this.#follow());
      else this.#merge();
    });
  }

  /** Where it fails, it is for the next messages to begin it again: nothing is wrong with many pieces but the time they take. */
  #merge(): void {
    if (this.#isMerging || !this.#merger.isScattered()) return;
    this.#isMerging = true;
    this.#mergeOn();
  }

  #mergeOn(): void {
    if (this.#isOver) return;
    this.#commit(this.#merger.merge, (isMore) => {
      if (isMore) setImmediate(() => this.#mergeOn());
      else this.#isMerging = false;
    });
  }
}
