import {failure} from '@parlor/sdk/protocol';
import type {MiddlewareHandler} from 'hono';
import type {Origins} from '../auth/origins.js';
import {failureResponse} from './answer.js';

/** What every response says, unless the route said it itself: these are answers for programs, not pages. */
const defaults = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** What a page of a listed origin is let read, beside the body. */
const readableBy = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': 'retry-after, upload-offset, upload-length',
});

const ofAnswers = {'content-type': 'application/json', ...defaults, vary: 'Origin'};

/**
 * All that the answer to an operation says: the same as the handlers below add to other responses, but in one plain object from the
 * beginning. Asking a response for its headers, to add to them, costs as much as reading twenty messages.
 */
export const headersFor = (origin: string | undefined): Readonly<Record<string, string>> =>
  origin === undefined ? ofAnswers : {...ofAnswers, ...readableBy(origin)};

export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(defaults)) {
    if (!context.res.headers.has(name)) context.res.headers.set(name, value);
  }
};

/** Lets the listed origins in, answers their preflights, and refuses every other one before anything is looked at (S01). */
export const cors =
  (origins: Origins): MiddlewareHandler =>
  async (context, next) => {
    const origin = context.req.header('origin');
    if (origin !== undefined && !origins.has(origin)) return failureResponse(failure('ORIGIN_REFUSED'));
    if (origin !== undefined && context.req.method === 'OPTIONS') {
      return new Response(null, {
        status: 204,
        headers: {
          'access-control-allow-origin': origin,
          'access-control-allow-methods': 'GET, PUT, POST, PATCH, DELETE',
          'access-control-allow-headers':
            'authorization, content-type, idempotency-key, if-match, traceparent, tus-resumable, upload-offset',
          'access-control-max-age': '600',
          vary: 'Origin',
        },
      });
    }
    await next();
    context.res.headers.append('vary', 'Origin');
    if (origin !== undefined)
      for (const [name, value] of Object.entries(readableBy(origin))) context.res.headers.set(name, value);
    return undefined;
  };
