import type {Touched} from '../domain/domain.js';
import type {WriteTransaction} from '../store/store.js';

/** Runs one transaction; whose rows it touched is for those who have to be told. */
export type Run = <Result>(
  work: (tx: WriteTransaction) => Promise<{result: Result; touched: readonly Touched[]}>,
) => Promise<Result>;
