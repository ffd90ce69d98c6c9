/** What every look at a database has: where it looks, and whom it tells. */
import type Database from 'better-sqlite3';

/** What is found: where, and in one sentence what is there and what should be. */
export type Report = (place: string, sentence: string) => void;

export type Look = {client: Database.Database; report: Report};

/** "5 instead of 4", for a number that is not what it is counted to be. */
export const instead = (found: unknown, counted: unknown): string => `${String(found)} instead of ${String(counted)}`;
