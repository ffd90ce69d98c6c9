import {randomBytes} from 'node:crypto';

/** A new id for a message or an operation: 21 of `A-Z a-z 0-9 _ -` (PWP-ID-004). */
export const newId = (): string => randomBytes(16).toString('base64url').slice(0, 21);

/** A user nobody has met, so that every run finds a server as if it were new. */
export const newUser = (name: string): string => `conformance-${name}-${newId()}`;
