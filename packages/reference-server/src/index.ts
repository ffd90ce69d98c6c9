/** The server as a library, for hosts that start it themselves. */
export {createServer, type ParlorServer, type ServerOptions} from './app.js';
export type {Audience, TokenKeys} from './auth/tokens.js';
export {type Clock, systemClock} from './clock.js';
export {ControlError} from './control/address.js';
export {type Claim, claimDatabase} from './control/claim.js';
export {createDomain} from './domain/create-domain.js';
export type {Actor, Delivery, Domain, DomainOperation} from './domain/domain.js';
export type {DomainOptions, Rate, Rates} from './domain/options.js';
export {Refusal} from './domain/refusal.js';
export {createLog, type Log, type LogLevel} from './log.js';
export {openStore} from './open-store.js';
