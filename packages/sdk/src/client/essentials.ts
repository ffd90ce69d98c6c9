/**
 * What a page need not wait for, and nothing works without: the storage, the session with the server, and what becomes of writes
 * that are sent. Loaded apart from the rest, as one.
 */
export {halve, isHeld, nextBatch, settle} from '../core/batch.js';
export {discard, retry} from '../core/failed.js';
export {openStorage} from '../storage/open-storage.js';
export {directWrite} from './direct-write.js';
export {later, loadMore} from './later.js';
export {push} from './push.js';
export {createSession} from './session.js';
