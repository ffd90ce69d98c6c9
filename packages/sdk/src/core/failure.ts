import type {Failure, FailureCode, Retry} from '../protocol/failure.js';

/**
 * The one error this SDK throws. `code` is stable and is what to branch on; `retry` says what may help: `no`, `after` a
 * while, a new token (`auth`), fetching anew (`resync`). `detail` is for developers.
 */
export class ChatError extends Error {
  readonly code: FailureCode;
  readonly retry: Retry;
  readonly detail: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: FailureCode,
    options: {
      retry?: Retry | undefined;
      detail?: string | undefined;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    const {detail, retry = passing.includes(code) ? 'after' : 'no', retryAfterMs} = options;
    super(detail ? `${code}: ${detail}` : code, options);
    this.name = 'ChatError';
    this.code = code;
    this.retry = retry;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
  }

  static from(failure: Failure): ChatError {
    return new ChatError(failure.code, failure);
  }
}

/** Code of ours did not load: a deploy has replaced it, something blocks it, or the line broke. */
export const notLoaded = (what: string, cause: unknown): ChatError =>
  new ChatError('UNAVAILABLE', {detail: `the ${what} code could not be loaded`, cause});

/** What this side meets with and time may mend. */
const passing: readonly FailureCode[] = ['OFFLINE', 'TIMEOUT', 'UNAVAILABLE'];
