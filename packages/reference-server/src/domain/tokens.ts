/**
 * Cursors and page tokens: short texts that only their user can use, only in this database (PWP-SYNC-002, S17). The
 * checksum catches mistakes; see fingerprint.ts for why that is enough.
 */
import {checksum} from './fingerprint.js';
import {Refusal} from './refusal.js';

/** `sync`: a cursor. The others: places in a page of that kind. */
export type TokenKind =
  | 'sync'
  | 'rows'
  | 'inbox'
  | 'members'
  | 'bans'
  | 'reactions'
  | 'search'
  | 'mentions'
  | 'find'
  | 'people'
  | 'titles'
  | 'blocks'
  | 'reports'
  | 'dead'
  | 'conversations'
  | 'users'
  | 'notifications';
export type Owner = {user: string; epoch: string};
type Part = number | string;

export function seal(kind: TokenKind, {user, epoch}: Owner, parts: readonly Part[]): string {
  const body = parts.map((part) => (typeof part === 'number' ? part.toString(36) : `_${part}`)).join('.');
  return `${body}~${checksum(`${kind}\n${epoch}\n${user}\n${body}`)}`;
}

/** The parts, or undefined if it is not this kind of token of this user in this database. */
export function open(kind: TokenKind, {user, epoch}: Owner, token: string): Part[] | undefined {
  const at = token.lastIndexOf('~');
  if (at < 0) return undefined;
  const body = token.slice(0, at);
  if (checksum(`${kind}\n${epoch}\n${user}\n${body}`) !== token.slice(at + 1)) return undefined;
  return body.split('.').map((part) => (part.startsWith('_') ? part.slice(1) : Number.parseInt(part, 36)));
}

/** @throws {Refusal} CURSOR_INVALID */
export function openPage(kind: TokenKind, owner: Owner, token: string, field = 'after'): Part[] {
  const parts = open(kind, owner, token);
  if (!parts) throw new Refusal('CURSOR_INVALID', `${field}: not a page of yours here`);
  return parts;
}

/** A text that may hold what parts a token: an id of somebody, a name. */
export const sealed = (text: string): string =>
  // the escapes of JSON are for halves of pairs, which have no bytes
  encodeURIComponent(JSON.stringify(text)).replaceAll('.', '%2E').replaceAll('~', '%7E');
export const unsealed = (part: Part | undefined): string => JSON.parse(decodeURIComponent(String(part))) as string;
