import {nanoid} from 'nanoid';

/** A new id for a message, an operation or a device: 21 characters, 126 random bits, no time inside (PWP-ID-004). */
export const newId = (): string => nanoid();
