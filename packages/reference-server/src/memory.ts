/**
 * The whole domain over a store in memory: the same rules as the server's, with no native part, for browsers, tests and
 * demonstrations.
 */
export {createDomain} from './domain/create-domain.js';
export type {Actor, Chosen, Delivery, Domain, DomainOperation} from './domain/domain.js';
export type {DomainOptions, Rate, Rates} from './domain/options.js';
export {createRateLimiter, defaultRates, type RateLimiter} from './domain/rate.js';
export {Refusal} from './domain/refusal.js';
export {memoryStore} from './store/memory/store.js';
