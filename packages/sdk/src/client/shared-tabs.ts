/** What only tabs that share a storage need; loaded apart. A tab that does not get it stands alone, which is safe (I17). */
export {relayTransport, serveRelay} from '../transport/relay.js';
export {createTabs} from './tabs.js';
