/** One POST of an attempt, and what its answer says of the next one. */
import type {WebhookFailure} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import {EgressError} from '../egress/guard.js';
import type {Poster, Sent} from '../egress/post.js';
import type {Posted} from './courier.js';
import {askedFor} from './retry.js';

export type Answer = Extract<Posted, {is: 'taken' | 'failed'}>;

/** `status`: that it was answered with, if it was. */
export async function attempt(
  poster: Poster,
  url: string,
  sent: Sent,
  clock: Pick<Clock, 'now'>,
): Promise<Answer & {status?: number}> {
  const at = clock.now();
  try {
    const {status, headers} = await poster.post(url, sent);
    if (status >= 200 && status < 300) return {is: 'taken', status};
    const reason: WebhookFailure['reason'] = status >= 300 && status < 400 ? 'redirect' : 'http';
    return {is: 'failed', status, failure: {at, reason, status}, askedMs: askedFor(status, headers['retry-after'], at)};
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return {is: 'failed', failure: {at, reason: error.reason}};
  }
}
