import {newStore, settled} from './postgres.js';
import {storeContract} from './store-contract.js';

storeContract('postgres', newStore, settled);
