/** Addresses that only this server can have made: what they are good for stands in them, and is signed. */
import {createHmac, timingSafeEqual} from 'node:crypto';
import type {FileAddresses, Grant} from '../domain/file-access.js';
import type {FileVersion} from '../store/records.js';

export interface Tickets extends FileAddresses {
  isUpload(id: string, ticket: string): boolean;
  /** What the ticket grants of this file and version; nothing for one that was not made here for them. */
  grant(id: string, version: FileVersion, ticket: string): Grant | undefined;
}

/** `base`: where the addresses begin, as `https://files.example.com`; without it they are against the server's own. */
export function createTickets(secret: string, base?: string): Tickets {
  const begin = base === undefined ? 'v1' : `${base.replace(/\/$/, '')}/v1`;
  const sign = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');
  const isSigned = (text: string, signature: string): boolean => {
    const [given, right] = [Buffer.from(signature), Buffer.from(sign(text))];
    return given.length === right.length && timingSafeEqual(given, right);
  };
  const ofUpload = (id: string): string => `upload ${id}`;
  const ofFile = (id: string, version: string, given: string): string => `file ${id} ${version} ${given}`;
  return {
    upload: (id) => `${begin}/uploads/${id}?ticket=${sign(ofUpload(id))}`,
    file({id, user, joined, until}, version) {
      const given = Buffer.from(JSON.stringify([user, joined, until])).toString('base64url');
      return `${begin}/files/${id}/${version}?ticket=${given}.${sign(ofFile(id, version, given))}`;
    },
    isUpload: (id, ticket) => isSigned(ofUpload(id), ticket),
    grant(id, version, ticket) {
      const [given = '', signature = ''] = ticket.split('.');
      if (!isSigned(ofFile(id, version, given), signature)) return undefined;
      const [user, joined, until] = JSON.parse(Buffer.from(given, 'base64url').toString()) as [string, number, number];
      return {id, user, joined, until};
    },
  };
}
