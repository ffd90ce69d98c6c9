import {type Failure, failure, failures} from '@parlor/sdk/protocol';
import {Refusal} from '../domain/refusal.js';

/** A failure as an HTTP response: its status is a projection of the code (PWP-ERROR-001). */
export function failureResponse(body: Failure): Response {
  const {http} = failures[body.code];
  const headers = new Headers({'content-type': 'application/json'});
  if (body.retryAfterMs !== undefined) headers.set('retry-after', String(Math.ceil(body.retryAfterMs / 1000)));
  if (http === 401) headers.set('www-authenticate', 'Bearer');
  return new Response(JSON.stringify(body), {status: http, headers});
}

export const refusalResponse = (error: unknown): Response =>
  failureResponse(error instanceof Refusal ? error.toFailure() : failure('INTERNAL', {retryAfterMs: 1_000}));
