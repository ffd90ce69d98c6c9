/** One step that brings a database of SQL up to date. */
export type Migration = {name: string; sql: string};
