/** Doors of files that a page can have: the server's own need Node. They take bytes and look at none. */
import type {FileDesk} from '../../reference-server/src/domain/file-access.js';
import {refusalResponse} from '../../reference-server/src/http/answer.js';
import type {FileDoors} from './local-transport.js';

export type PageFiles = FileDoors & {
  kept(id: string): Uint8Array | undefined;
  /** How many bytes came for it, those that came again counted again. */
  taken(id: string): number;
};

export function pageFiles(): PageFiles {
  const files = new Map<string, Uint8Array>();
  const taken = new Map<string, number>();
  let desk: FileDesk;

  async function answer(id: string, {method, headers, body}: RequestInit): Promise<Response> {
    const {size} = await desk.upload(id);
    const before = files.get(id) ?? new Uint8Array();
    const told = (status: number, offset: number) =>
      new Response(null, {status, headers: {'upload-offset': `${offset}`}});
    if (method === 'HEAD') return told(200, before.length);
    const given = Number(new Headers(headers).get('upload-offset'));
    if (method !== 'PATCH' || given !== before.length) return new Response(null, {status: 409});
    const piece = (body as Uint8Array | undefined) ?? new Uint8Array();
    const now = new Uint8Array(before.length + piece.length);
    now.set(before);
    now.set(piece, before.length);
    files.set(id, now);
    taken.set(id, (taken.get(id) ?? 0) + piece.length);
    const type = 'application/octet-stream';
    const versions = {original: {type, size}};
    if (now.length === size) await desk.settle(id, {file: {type, size, versions}, bytes: size});
    return told(204, now.length);
  }

  return {
    addresses: {upload: (id) => `v1/uploads/${id}`, file: ({id}, version) => `v1/files/${id}/${version}`},
    open(domain) {
      desk = domain.files as FileDesk;
    },
    request: (path, init) => answer(path.split('/').at(-1) as string, init).catch(refusalResponse),
    kept: (id) => files.get(id),
    taken: (id) => taken.get(id) ?? 0,
  };
}
