/** Three nodes on one PostgreSQL and one Redis of their own, behind a balancer. */
import {SignJWT} from 'jose';
import pg from 'pg';
import {type OwnServer, startPostgres, startRedis} from '../../scripts/own-servers.mjs';
import {Balancer} from './balancer.js';
import type {Truth} from './history.js';
import {Node} from './node.js';

const secret = 'a secret for tests that is long enough';

export class Cluster implements AsyncDisposable {
  readonly postgres: OwnServer;
  readonly redis: OwnServer;
  readonly nodes: readonly Node[];
  readonly balancer: Balancer;

  private constructor(parts: {postgres: OwnServer; redis: OwnServer; nodes: readonly Node[]; balancer: Balancer}) {
    this.postgres = parts.postgres;
    this.redis = parts.redis;
    this.nodes = parts.nodes;
    this.balancer = parts.balancer;
  }

  static async begin(): Promise<Cluster> {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const options = {postgres: postgres.port, redis: redis.port, secret};
    const starts = await Promise.allSettled(['one', 'two', 'three'].map((name) => Node.begin(name, options)));
    const nodes = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const cluster = new Cluster({postgres, redis, nodes, balancer: await Balancer.before(nodes)});
    const failed = starts.find((start) => start.status === 'rejected');
    if (!failed) return cluster;
    await cluster[Symbol.asyncDispose]();
    throw failed.reason;
  }

  get url(): string {
    return this.balancer.url;
  }

  node(at: number): Node {
    const node = this.nodes[at];
    if (!node) throw new RangeError(`there is no node ${at}`);
    return node;
  }

  readonly token = (user: string, claims: {iat?: number; exp?: number} = {}): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({sub: user, name: user, aud: 'parlor-bot', iat: now, exp: now + 3_000, ...claims})
      .setProtectedHeader({alg: 'HS256'})
      .sign(new TextEncoder().encode(secret));
  };

  /** What the database holds of a conversation in which people have only been made members and written. */
  async truth(conversation: string): Promise<Truth> {
    const client = new pg.Client({connectionString: this.postgres.url});
    await client.connect();
    try {
      type Row = {id: string; seq: string; sender: string; countable: boolean};
      const {rows} = await client.query<Row>(
        'select id, seq, sender, countable from parlor.message where conversation = $1 order by seq',
        [conversation],
      );
      const messages = rows.map(({seq, ...row}) => ({...row, seq: Number(seq)}));
      const {rows: others} = await client.query<{rev: string}>(
        `select rev from parlor.member where conversation = $1
         union select meta_rev from parlor.conversation where id = $1`,
        [conversation],
      );
      const taken = new Set(messages.map(({seq}) => seq));
      const beside = others.map(({rev}) => Number(rev)).filter((rev) => !taken.has(rev));
      const {rows: heads} = await client.query<{seq: string}>('select seq from parlor.conversation where id = $1', [
        conversation,
      ]);
      return {
        stored: messages.filter(({countable}) => countable).map(({id, seq, sender}) => ({id, seq, sender})),
        positions: [...taken, ...beside],
        head: Number(heads[0]?.seq),
      };
    } finally {
      await client.end();
    }
  }

  /** For a failure's words: what each node says of itself, and what the database is busy with. */
  async describe(): Promise<string> {
    const nodes = await Promise.all(
      this.nodes.map(async (node) => ({
        name: node.name,
        ...(await node.readiness()),
        complaints: node.complaints.slice(-6),
      })),
    );
    const client = new pg.Client({connectionString: this.postgres.url, connectionTimeoutMillis: 2_000});
    client.on('error', () => undefined);
    const busy = await client
      .connect()
      .then(() =>
        client.query(
          `select state, wait_event, now() - xact_start as since, left(query, 80) as query from pg_stat_activity
           where application_name = 'parlor' and state <> 'idle'`,
        ),
      )
      .then(({rows}) => rows as unknown[])
      .catch((error: unknown) => String(error))
      .finally(() => void client.end().catch(() => undefined));
    return JSON.stringify({nodes, busy});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.balancer[Symbol.asyncDispose]();
    await Promise.all(this.nodes.map((node) => node[Symbol.asyncDispose]()));
    await Promise.all([this.postgres, this.redis].map((server) => server[Symbol.asyncDispose]()));
  }
}
