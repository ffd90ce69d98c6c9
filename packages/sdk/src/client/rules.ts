/** What becomes of writes that are sent, and what is asked for seldom: the part of the essentials that a chat works with. */
export {halve, nextBatch, settle} from '../core/batch.js';
export {discard, retry} from '../core/failed.js';
export {directWrite} from './direct-write.js';
export {later} from './later.js';
export {hold, push, upload} from './push.js';
