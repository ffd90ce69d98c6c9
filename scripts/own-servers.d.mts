export interface OwnServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Begins it again on the same port. Redis is empty then. */
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}
export function ensureServers(): void;
export function freePort(): Promise<number>;
export function startPostgres(options?: {password?: string; follows?: OwnServer}): Promise<OwnServer>;
export function startRedis(): Promise<OwnServer>;
