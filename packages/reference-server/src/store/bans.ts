/** Who is kept out of a conversation: of who was in it, their member row says so; of who never was, a row of its own. */
export type BanRecord = {conversation: string; user: string};

export interface BanReads {
  /** Whether somebody who never was in it is kept out. */
  isKeptOut(conversation: string, user: string): Promise<boolean>;
  /** How many of these there are. */
  countKeptOut(conversation: string): Promise<number>;
  /** Everybody who is banned, whether they were in it or not, by id, behind `after`. */
  banned(conversation: string, query: {after: string; limit: number}): Promise<string[]>;
}

export interface BanWrites {
  /** One that is there stays. */
  keepOut(record: BanRecord): Promise<void>;
  removeKeptOut(record: BanRecord): Promise<void>;
  /** All of a conversation. */
  forgetKeptOut(conversation: string): Promise<void>;
}
