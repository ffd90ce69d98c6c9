/** What every store promises, run over each of them: whoever writes another store calls `storeContract` with it. */
import {after, before, describe, test} from 'node:test';
import type {Store} from '../src/store/store.js';
import {audit} from './store-contract-audit.js';
import {commits} from './store-contract-commits.js';
import {files} from './store-contract-files.js';
import {inbox} from './store-contract-inbox.js';
import {names} from './store-contract-names.js';
import {overview, stats} from './store-contract-overview.js';
import {push} from './store-contract-push.js';
import {reads} from './store-contract-reads.js';
import {safety} from './store-contract-safety.js';
import {search} from './store-contract-search.js';
import {webhooks} from './store-contract-webhooks.js';
import type {Subject} from './store-records.js';

export type Promised = (name: string, keeps: () => Promise<void>) => void;

/**
 * `settled` resolves when the horizon has passed everything that was committed; left out where it does so at each commit,
 * because the store has one writer.
 */
export function storeContract(
  name: string,
  open: () => Promise<Store>,
  settled: (store: Store) => Promise<void> = async () => undefined,
): void {
  void describe(`the ${name} store`, () => {
    let store: Store;
    let count = 0;
    before(async () => {
      store = await open();
    });
    after(() => store.close());
    const promise: Promised = (sentence, keeps) => void test(sentence, keeps);
    const subject: Subject = {
      get store() {
        return store;
      },
      open,
      settled: () => settled(store),
      newPlace() {
        count += 1;
        return `c_${name}_${count}`;
      },
    };
    commits(promise, subject);
    reads(promise, subject);
    inbox(promise, subject);
    names(promise, subject);
    search(promise, subject);
    files(promise, subject);
    safety(promise, subject);
    webhooks(promise, subject);
    push(promise, subject);
    audit(promise, subject);
    overview(promise, subject);
    stats(promise, subject);
  });
}
