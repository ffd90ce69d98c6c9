import {type Failure, failure, failures} from '@parlor/sdk/protocol';
import {Refusal} from '../domain/refusal.js';

/** A failure as an HTTP response: its status is a projection of the code (PWP-ERROR-001). */
export function failureResponse(body: Failure, headers: Readonly<Record<string, string>> = {}): Response {
  const {http} = failures[body.code];
  return new Response(JSON.stringify(body), {
    status: http,
    headers: {
      ...headers,
      'content-type': 'application/json',
      ...(body.retryAfterMs !== undefined && {'retry-after': String(Math.ceil(body.retryAfterMs / 1000))}),
      ...(http === 401 && {'www-authenticate': 'Bearer'}),
    },
  });
}

/** What went wrong, as it is told. */
export const failureOf = (error: unknown): Failure =>
  error instanceof Refusal ? error.toFailure() : failure('INTERNAL', {retryAfterMs: 1_000});

export const refusalResponse = (error: unknown): Response => failureResponse(failureOf(error));
