/** People with the SDK in one conversation of a cluster, who write all the time; what they asked, were told and saw is kept. */
import type {Chat, ChatError} from '@parlor/sdk';
import {type Dice, dice, seed} from '../kit/chance.js';
import {type Device, device, fasterBy} from '../kit/device.js';
import {group} from '../kit/rooms.js';
import {until} from '../until.js';
import type {Cluster} from './cluster.js';
import {check, type Event, type Placed} from './history.js';

/** Messages a person has under way at most: a slow machine takes longer and does the same work. */
const mostUnderWay = 3;
const pauseMs = 300;
/** Of the SDK's clock: soon enough for a test, late enough for a machine that does other things too. */
const speed = 4;
const slowMs = 90_000;

export class Talk implements Disposable {
  readonly conversation: string;
  readonly history: Event[] = [];
  readonly #cluster: Cluster;
  readonly #devices: readonly Device[];
  readonly #sending = new Set<Promise<unknown>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isOver = false;
  #acknowledged = 0;
  #begun = 0;

  private constructor(cluster: Cluster, conversation: string, devices: readonly Device[]) {
    this.#cluster = cluster;
    this.conversation = conversation;
    this.#devices = devices;
    for (const {chat} of devices) this.#watch(chat);
  }

  /** Six people, who are all online; the balancer has given each node two of them. */
  static async of(cluster: Cluster, name: string): Promise<Talk> {
    const users = Array.from({length: 6}, (_, at) => `${name}-${at + 1}`);
    // not through the balancer: a busy machine may just have no node that says it is ready
    const conversation = await group({url: cluster.node(0).url, token: cluster.token}, users);
    const devices = users.map((user) => device(cluster, cluster.url, user, conversation, {clock: fasterBy(speed)}));
    const talk = new Talk(cluster, conversation, devices);
    for (const one of devices)
      await until(one.state, ({connection}) => connection.is === 'online', `${one.chat.user} is online`, slowMs);
    return talk;
  }

  begin(): void {
    for (const [at, {chat}] of this.#devices.entries()) {
      const chance = dice(seed + at);
      for (let lane = 0; lane < mostUnderWay; lane++) this.#writeLater(chat, chance);
    }
  }

  /** Resolves when so many more were acknowledged. */
  async acknowledged(more: number, what: string): Promise<void> {
    const enough = this.#acknowledged + more;
    await until(
      () => this.#acknowledged,
      (now) => now >= enough,
      `${more} more are acknowledged ${what}`,
      slowMs,
    ).catch(async (error: Error) => {
      throw new Error(`${error.message}; ${this.#states()}; ${await this.#cluster.describe()}`, {cause: error});
    });
  }

  /** No more is written; all of it is sent, and everybody sees the same. Answers what is wrong. */
  async end(): Promise<string[]> {
    this.#stop();
    await until(
      () => this.#sending.size,
      (left) => left === 0,
      'everything is sent',
      slowMs,
    ).catch(async (error: Error) => {
      throw new Error(`${error.message}; ${this.#states()}; ${await this.#cluster.describe()}`, {cause: error});
    });
    const truth = await this.#cluster.truth(this.conversation);
    for (const {chat} of this.#devices) {
      await until(
        () => {
          this.#readOn(chat);
          return this.#view(chat).length;
        },
        (seen) => seen >= truth.stored.length,
        `${chat.user} sees all of ${truth.stored.length}`,
        slowMs,
      ).catch(() => undefined);
      this.history.push({is: 'saw', client: chat.user, view: this.#view(chat), at: performance.now()});
    }
    const wrong = check(this.history, truth);
    return wrong.length > 0 ? [...wrong, this.#states()] : [];
  }

  /** From the sender's answer to the moment another one saw it, in milliseconds, ascending; of what was answered in this time. */
  delays({since = 0, until = Number.POSITIVE_INFINITY} = {}): number[] {
    const told = new Map<string, {at: number; client: string}>();
    for (const event of this.history)
      if (event.is === 'acknowledged' && event.at >= since && event.at < until)
        told.set(event.id, {at: event.at, client: event.client});
    const seen = new Set<string>();
    const delays: number[] = [];
    for (const event of this.history) {
      if (event.is !== 'saw') continue;
      for (const {id} of event.view) {
        const [sent, key] = [told.get(id), `${event.client} ${id}`];
        if (!sent || sent.client === event.client || seen.has(key)) continue;
        seen.add(key);
        delays.push(Math.max(0, event.at - sent.at));
      }
    }
    return delays.sort((a, b) => a - b);
  }

  /** How each of them is connected. */
  connections(): string[] {
    return this.#devices.map((one) => one.state().connection.is);
  }

  get begun(): number {
    return this.#begun;
  }

  #write(chat: Chat, chance: Dice): void {
    const at = performance.now();
    const {id, sent} = chat.send(this.conversation, `${chat.user} ${++this.#begun}`);
    this.history.push({is: 'invoked', client: chat.user, id, at});
    const done = sent.then(
      ({seq}) => {
        this.#acknowledged++;
        this.history.push({is: 'acknowledged', client: chat.user, id, seq: seq ?? 0, at: performance.now()});
      },
      (error: ChatError) => {
        this.history.push({is: 'refused', client: chat.user, id, code: error.code, at: performance.now()});
      },
    );
    this.#sending.add(done);
    void done.finally(() => {
      this.#sending.delete(done);
      this.#writeLater(chat, chance);
    });
  }

  #writeLater(chat: Chat, chance: Dice): void {
    if (this.#isOver) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.#write(chat, chance);
      },
      pauseMs / 2 + chance.below(pauseMs),
    );
    this.#timers.add(timer);
  }

  #stop(): void {
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #view(chat: Chat): Placed[] {
    return chat
      .conversation(this.conversation)
      .timeline.get()
      .messages.flatMap(({id, seq, content}) => (seq === undefined || content.kind !== 'text' ? [] : [{id, seq}]));
  }

  #watch(chat: Chat): void {
    let before = '';
    chat.conversation(this.conversation).timeline.subscribe(() => {
      this.#readOn(chat);
      const view = this.#view(chat);
      const now = view.map(({id, seq}) => `${seq} ${id}`).join();
      if (now === before) return;
      before = now;
      this.history.push({is: 'saw', client: chat.user, view, at: performance.now()});
    });
  }

  /** Who was away for long is told the newest messages only, and stays where they are: they read on from there. */
  #readOn(chat: Chat): void {
    const handle = chat.conversation(this.conversation);
    const {end, loading} = handle.timeline.get();
    if (!end && loading === 'none') void handle.loadNewer();
  }

  /** For a failure's words: how each one is connected, and what it holds. */
  #states(): string {
    return JSON.stringify(
      this.#devices.map((one) => {
        const {messages, ...timeline} = one.chat.conversation(this.conversation).timeline.get();
        return {user: one.chat.user, ...one.state(), seen: messages.at(-1)?.seq, timeline};
      }),
    );
  }

  [Symbol.dispose](): void {
    this.#stop();
    for (const one of this.#devices) one[Symbol.dispose]();
  }
}
