/**
 * One connection, as the statements see it: one query at a time, however many a work asks for at once, and the first
 * failure kept, for everything behind it only says that the transaction is over.
 */
import type {ClientBase, QueryConfig, QueryResult} from 'pg';

export class Line {
  readonly #client: ClientBase;
  #last: Promise<unknown> = Promise.resolve();
  #failure: unknown;

  constructor(client: ClientBase) {
    this.#client = client;
  }

  /** What went wrong first since `begin`. */
  get failure(): unknown {
    return this.#failure;
  }

  begin(text: string): Promise<QueryResult | QueryResult[]> {
    this.#failure = undefined;
    return this.query(text);
  }

  query(config: string | QueryConfig, values?: unknown[]): Promise<QueryResult> {
    const result = this.#last.then(() => this.#client.query(config, values));
    this.#last = result.catch((error: unknown) => {
      this.#failure ??= error;
    });
    return result;
  }
}

/** A statement of the driver's own, prepared on the connection at its first use. Names are given once. */
export function statement<Row extends object>(line: Line, name: string, text: string) {
  return async (...values: unknown[]): Promise<Row[]> => (await line.query({name, text}, values)).rows as Row[];
}

/** One that changes rows: answers how many. */
export function change(line: Line, name: string, text: string) {
  return async (...values: unknown[]): Promise<number> => (await line.query({name, text}, values)).rowCount ?? 0;
}
