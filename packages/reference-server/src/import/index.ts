/** Bringing chat logs into a store: door "./import". */
export {conversationIdOf, messageIdOf} from './ids.js';
export {createImporter, type Importer, type ImportOptions} from './import.js';
export {type ImportLine, readLine} from './line.js';
export {type ChannelPlan, makePlan, type Plan, planLine} from './plan.js';
