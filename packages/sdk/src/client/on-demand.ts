/** What is asked for seldom, or by somebody who can wait for a moment. Loaded when it is, all of it together. */
export {about} from './about.js';
export {commands} from './commands.js';
export {forgetBrowser} from './forget-browser.js';
export {forward} from './forward.js';
export {bans, findPeople, loadMembers, reactions, receipts, setPresence, unban} from './lists.js';
export {notifications} from './notifications.js';
export {pins} from './pins.js';
export {blocked, report} from './safety.js';
export {scheduled} from './scheduled.js';
export {find, mentions, search} from './search.js';
export {seqAt} from './seq-at.js';
