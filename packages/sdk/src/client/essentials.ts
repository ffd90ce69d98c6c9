/**
 * What a page need not wait for, and nothing works without: the storage, the session with the server, and what becomes of writes
 * that are sent. Loaded apart from the rest, as one.
 */
export {openStorage} from '../storage/open-storage.js';
export {loadMore} from './later.js';
export * from './rules.js';
export {createSession} from './session.js';
