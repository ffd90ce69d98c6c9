/** What people type as marks (`**bold**`) and what is sent as ranges: its own door, because only a composer needs it. */
export {type Marked, parseMarkup, toMarkup} from './core/markup.js';
