/** The server as a library, for hosts that start it themselves. */

export {createServer, type ParlorServer} from './app/create-server.js';
export type {BeforeSendOptions, ServerOptions} from './app/options.js';
export type {Audience, TokenKeys} from './auth/tokens.js';
export {type Clock, systemClock} from './clock.js';
export {ControlError} from './control/address.js';
export {type Claim, claimDatabase} from './control/claim.js';
export {createDomain} from './domain/create-domain.js';
export type {Actor, Delivery, Domain, DomainOperation} from './domain/domain.js';
export type {DomainOptions, Rate, Rates} from './domain/options.js';
export {Refusal} from './domain/refusal.js';
export type {BeforeSend, Draft, Verdict} from './domain/screen.js';
export {type SignedHeaders, verifyWebhook, WebhookError} from './egress/sign.js';
export {type Peers, PeersError} from './fanout/peers.js';
export {diskFiles} from './files/disk.js';
export {type FileDriver, FilesUnavailable, FilesUnusable} from './files/driver.js';
export {memoryFiles} from './files/memory.js';
export {createLog, type Log, type LogLevel} from './log.js';
export {openStore} from './open-store.js';
export {newKeys as newPushKeys, type VapidKeys} from './push/encode.js';
export {inTurn} from './screening/http.js';
export {createWordFilter, type WordFilterOptions, wordsIn} from './screening/words.js';
