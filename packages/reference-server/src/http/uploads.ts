/**
 * Uploads by tus 1.0.0 (https://tus.io/protocols/resumable-upload): its core, with termination and expiration. Creation is the
 * operation `upload.create`, whose ticket is the right to all of this.
 */
import type {Limits} from '@parlor/sdk/protocol';
import {Hono} from 'hono';
import {Refusal} from '../domain/refusal.js';
import type {Tickets} from '../files/tickets.js';
import type {Uploads} from '../files/uploads.js';

const version = '1.0.0';
const said = {'tus-resumable': version, 'cache-control': 'no-store'};

/** Nothing in it is worth waiting for. */
const none = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(null, {status, headers: {...said, ...headers}});

export function uploadRoutes({uploads, tickets, limits}: {uploads: Uploads; tickets: Tickets; limits: Limits}): Hono {
  const app = new Hono();
  app.options('/uploads/:id', () =>
    none(204, {
      'tus-version': version,
      'tus-extension': 'termination,expiration',
      'tus-max-size': String(limits.fileBytes),
    }),
  );
  app.use('/uploads/:id', async (context, next) => {
    const {req} = context;
    if (req.header('tus-resumable') !== version) return none(412, {'tus-version': version});
    if (!tickets.isUpload(req.param('id'), req.query('ticket') ?? ''))
      throw new Refusal('NOT_FOUND', 'this upload does not exist, or no longer');
    await next();
    return undefined;
  });
  // the router answers HEAD by GET
  app.get('/uploads/:id', async ({req}) => {
    if (req.method !== 'HEAD') return none(405, {allow: 'HEAD, PATCH, DELETE, OPTIONS'});
    const {offset, size} = await uploads.offset(req.param('id'));
    return none(200, {'upload-offset': String(offset), 'upload-length': String(size)});
  });
  app.patch('/uploads/:id', async ({req}) => {
    if (req.header('content-type') !== 'application/offset+octet-stream') return none(415);
    const given = req.header('upload-offset') ?? '';
    if (!/^\d{1,15}$/.test(given)) return none(400);
    const {body} = req.raw;
    const bytes = (body ?? []) as unknown as AsyncIterable<Uint8Array>;
    const offset = await uploads.take(req.param('id'), Number(given), body === null ? nothing() : bytes);
    if (offset === undefined) {
      await body?.cancel().catch(() => undefined);
      return none(409);
    }
    return none(204, {'upload-offset': String(offset)});
  });
  app.delete('/uploads/:id', async ({req}) => {
    await uploads.abandon(req.param('id'));
    return none(204);
  });
  return app;
}

async function* nothing(): AsyncIterable<Uint8Array> {}
