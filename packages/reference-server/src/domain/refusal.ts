import {type Failure, failure, failures, type ServerFailureCode} from '@parlor/sdk/protocol';

/** The one thing the domain throws: a failure code of the protocol, with a detail for developers. */
export class Refusal extends Error {
  readonly code: ServerFailureCode;
  readonly detail: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ServerFailureCode, detail?: string, options: {retryAfterMs?: number; cause?: unknown} = {}) {
    super(`${code}: ${detail ?? failures[code].says}`, options.cause === undefined ? {} : {cause: options.cause});
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = options.retryAfterMs;
  }

  toFailure(): Failure {
    return failure(this.code, {detail: this.detail, retryAfterMs: this.retryAfterMs});
  }
}

/** Time does not mend it. */
export const isFinal = (error: unknown): error is Refusal =>
  error instanceof Refusal && failures[error.code].retry === 'no';
