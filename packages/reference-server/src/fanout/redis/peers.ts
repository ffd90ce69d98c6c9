/**
 * The other nodes over Redis. Words are published on one channel; who is here is kept in one key of this node, which is gone
 * 45 s after the node was heard of last; buckets are keys that go when they are full. Everything is named after the epoch of
 * the database, so that several installations may share a Redis.
 */
import type {Redis} from 'ioredis';
import {nanoid} from 'nanoid';
import {type Activity, type Draw, leaseMs, type Peers, renewMs, type Whereabouts, type Word} from '../peers.js';
import {reachRedis} from './reach.js';
import {drawScript, lookScript, run, type Script} from './scripts.js';
import {activities, read, written} from './words.js';

/** How often both connections are asked whether they still live: a line may be dead without an end. */
const checkMs = 1_000;
/** How long who is here is believed to be when the node has stopped: as long as they have to come back on another one. */
const farewellMs = 10_000;
/** People in one command when all are written again. */
const atOnce = 500;

/** @throws {PeersError} with one sentence for whoever runs the server */
export async function openRedis(url: string): Promise<{peersOf(epoch: string): RedisPeers; close(): void}> {
  const {commands, ears} = await reachRedis(url);
  return {
    peersOf: (epoch) => new RedisPeers(commands, ears, epoch),
    close() {
      commands.disconnect();
      ears.disconnect();
    },
  };
}

export class RedisPeers implements Peers {
  readonly #commands: Redis;
  readonly #ears: Redis;
  readonly #node = nanoid(10);
  readonly #channel: string;
  readonly #prefix: string;
  readonly #own: string;
  /** Who is here: what the key of this node should hold. */
  readonly #here = new Map<string, Activity>();
  readonly #words = new Set<(word: Word, node: string) => void>();
  readonly #health = new Set<() => void>();
  readonly #timers: NodeJS.Timeout[] = [];
  #isListening = false;
  #isWell = false;
  #isClosed = false;

  constructor(commands: Redis, ears: Redis, epoch: string) {
    this.#commands = commands;
    this.#ears = ears;
    // one slot for all keys
    this.#prefix = `{parlor:${epoch}}:`;
    this.#channel = `parlor:${epoch}`;
    this.#own = this.#key('on', this.#node);
    ears.on('message', (channel, text) => this.#hear(channel, text));
    ears.on('ready', () => void this.#listen());
    for (const client of [commands, ears]) {
      client.on('ready', () => this.#judge());
      client.on('close', () => {
        if (client === ears) this.#isListening = false;
        this.#judge();
      });
    }
    void this.#listen();
    this.#every(checkMs, () => void this.#check());
    this.#every(renewMs, () => void this.#renew());
  }

  get isWell(): boolean {
    return this.#isWell;
  }

  onHealth(listener: () => void): () => void {
    this.#health.add(listener);
    return () => void this.#health.delete(listener);
  }

  onWord(listener: (word: Word, node: string) => void): () => void {
    this.#words.add(listener);
    return () => void this.#words.delete(listener);
  }

  tell(word: Word): void {
    if (!this.#isWell) return;
    void this.#publish(word);
  }

  async #publish(word: Word): Promise<void> {
    // who does not hear it looks by itself
    await this.#commands.publish(this.#channel, written(this.#node, word)).catch(() => undefined);
  }

  keep(user: string, activity: Activity | undefined): void {
    if (activity) this.#here.set(user, activity);
    else this.#here.delete(user);
    if (!this.#isWell) return;
    const pipeline = this.#commands.pipeline();
    if (activity)
      pipeline.hset(this.#own, user, activity).pexpire(this.#own, leaseMs).sadd(this.#key('nodes'), this.#node);
    else pipeline.hdel(this.#own, user);
    // what is missing is there with the next renewal of a key that was lost, and told by words until then
    void pipeline.exec().catch(() => undefined);
  }

  async whereabouts(users: readonly string[]): Promise<Whereabouts> {
    const args = [this.#key('on', ''), ...users];
    const answer = (await this.#run(lookScript, [this.#key('nodes')], args)) as (string | (string | null)[])[];
    const nodes = new Set<string>();
    const found = new Map<string, Map<string, Activity>>();
    for (let at = 0; at < answer.length; at += 2) {
      const node = String(answer[at]);
      if (node === this.#node) continue;
      nodes.add(node);
      const states = answer[at + 1] as (string | null)[];
      for (const [index, user] of users.entries()) {
        const activity = activities.find((known) => known === states[index]);
        if (activity) found.set(user, (found.get(user) ?? new Map()).set(node, activity));
      }
    }
    return {nodes, of: (user) => found.get(user) ?? new Map()};
  }

  async draw(draws: readonly Draw[]): Promise<readonly number[]> {
    const keys = draws.map(({bucket}) => this.#key('rate', bucket));
    const args = draws.flatMap(({perSecond, burst, amount}) => [perSecond, burst, amount]);
    return ((await this.#run(drawScript, keys, args)) as string[]).map(Number);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    if (this.#isWell) {
      await Promise.allSettled([this.#publish({is: 'bye'}), this.#commands.pexpire(this.#own, farewellMs)]);
    }
    this.#commands.disconnect();
    this.#ears.disconnect();
  }

  #key(...parts: string[]): string {
    return this.#prefix + parts.join(':');
  }

  #every(ms: number, work: () => void): void {
    const timer = setInterval(work, ms);
    timer.unref();
    this.#timers.push(timer);
  }

  #run(script: Script, keys: string[], args: (string | number)[]): Promise<unknown> {
    return run(this.#commands, script, keys, args);
  }

  #hear(channel: string, text: string): void {
    const said = channel === this.#channel ? read(text) : undefined;
    if (!said || said.node === this.#node) return;
    for (const listener of this.#words) listener(said.word, said.node);
  }

  async #listen(): Promise<void> {
    try {
      await this.#ears.subscribe(this.#channel);
      this.#isListening = true;
      this.#judge();
    } catch {
      // asked again by `#check`, or with the next connection
    }
  }

  #judge(): void {
    const isWell = !this.#isClosed && this.#isListening && this.#commands.status === 'ready';
    if (isWell === this.#isWell) return;
    this.#isWell = isWell;
    // it may be another Redis, or have forgotten everything
    if (isWell) void this.#renew();
    for (const listener of this.#health) listener();
  }

  /** A connection that does not answer is begun again. */
  async #check(): Promise<void> {
    await Promise.all(
      [this.#commands, this.#ears].map(async (client) => {
        if (client.status !== 'ready') return;
        await client.ping().catch(() => {
          if (!this.#isClosed && client.status === 'ready') client.disconnect(true);
        });
      }),
    );
    if (this.#ears.status === 'ready' && !this.#isListening) await this.#listen();
  }

  /** Says that this node lives; where Redis holds something else of who is here, it is told again. */
  async #renew(): Promise<void> {
    if (!this.#isWell) return;
    try {
      await this.#commands.pexpire(this.#own, leaseMs);
      if ((await this.#commands.hlen(this.#own)) !== this.#here.size) await this.#tellAgain();
      // last: whoever looks takes a node without a key of its own for one that is gone
      await this.#commands.sadd(this.#key('nodes'), this.#node);
    } catch {
      // with the next one
    }
  }

  async #tellAgain(): Promise<void> {
    const here = [...this.#here];
    await this.#commands.del(this.#own);
    for (let at = 0; at < here.length; at += atOnce)
      await this.#commands.hset(this.#own, new Map(here.slice(at, at + atOnce)));
    await this.#commands.pexpire(this.#own, leaseMs);
  }
}
