import type {Activity, Draw, Peers, Whereabouts, Word} from '../src/fanout/peers.js';

/** What stands between the nodes of a test instead of Redis; what it forgets and who is cut off is up to the test. */
export class FakeHub {
  readonly #peers = new Map<string, FakePeers>();
  readonly #kept = new Map<string, Map<string, Activity>>();
  readonly #left = new Map<string, number>();
  /** Words that were said, in order. */
  readonly said: Word[] = [];

  join(node: string): FakePeers {
    const peers = new FakePeers(this, node);
    this.#peers.set(node, peers);
    this.#kept.set(node, new Map());
    return peers;
  }

  pass(word: Word, from: string): void {
    this.said.push(word);
    for (const [node, peers] of this.#peers) if (node !== from) peers.hear(word, from);
  }

  keptOf(node: string): Map<string, Activity> {
    return this.#kept.get(node) ?? new Map();
  }

  /** As if a node's lease were over. */
  forget(node: string): void {
    this.#kept.delete(node);
  }

  nodesBeside(node: string): string[] {
    return [...this.#kept.keys()].filter((other) => other !== node);
  }

  /** Buckets that nobody fills, for tests in which no time passes. */
  draw({bucket, amount, burst}: Draw): number {
    const left = (this.#left.get(bucket) ?? burst) - amount;
    this.#left.set(bucket, left);
    return left;
  }
}

export class FakePeers implements Peers {
  isWell = true;
  readonly #hub: FakeHub;
  readonly #node: string;
  readonly #words = new Set<(word: Word, node: string) => void>();
  readonly #health = new Set<() => void>();
  /** Runs before a question is answered. */
  duringQuestion: () => void | Promise<void> = () => undefined;

  constructor(hub: FakeHub, node: string) {
    this.#hub = hub;
    this.#node = node;
  }

  /** Cuts this node off, or lets it back in. */
  become(isWell: boolean): void {
    this.isWell = isWell;
    for (const listener of this.#health) listener();
  }

  onHealth(listener: () => void): () => void {
    this.#health.add(listener);
    return () => void this.#health.delete(listener);
  }

  tell(word: Word): void {
    if (this.isWell) this.#hub.pass(word, this.#node);
  }

  hear(word: Word, node: string): void {
    if (this.isWell) for (const listener of this.#words) listener(word, node);
  }

  onWord(listener: (word: Word, node: string) => void): () => void {
    this.#words.add(listener);
    return () => void this.#words.delete(listener);
  }

  keep(user: string, activity: Activity | undefined): void {
    const kept = this.#hub.keptOf(this.#node);
    if (activity) kept.set(user, activity);
    else kept.delete(user);
  }

  async whereabouts(users: readonly string[]): Promise<Whereabouts> {
    if (!this.isWell) throw new Error('cut off');
    const nodes = this.#hub.nodesBeside(this.#node);
    const found = new Map(
      users.map((user) => [
        user,
        new Map(
          nodes.flatMap((node) => {
            const activity = this.#hub.keptOf(node).get(user);
            return activity ? [[node, activity] as const] : [];
          }),
        ),
      ]),
    );
    await this.duringQuestion();
    return {nodes: new Set(nodes), of: (user) => found.get(user) ?? new Map()};
  }

  async draw(draws: readonly Draw[]): Promise<readonly number[]> {
    if (!this.isWell) throw new Error('cut off');
    return draws.map((draw) => this.#hub.draw(draw));
  }

  async close(): Promise<void> {
    this.tell({is: 'bye'});
  }
}
