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
    super(
      options.detail ? `${code}: ${options.detail}` : code,
      options.cause === undefined ? {} : {cause: options.cause},
    );
    this.name = 'ChatError';
    this.code = code;
    this.retry = options.retry ?? 'no';
    this.detail = options.detail;
    this.retryAfterMs = options.retryAfterMs;
  }

  static from(failure: Failure): ChatError {
    return new ChatError(failure.code, failure);
  }
}
