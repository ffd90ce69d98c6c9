/** What a store keeps of the commands that bots understand. */
import type {CommandsRecord} from './records.js';

export interface CommandReads {
  /** Those of one user; none where they said none. */
  commandsOf(user: string): Promise<CommandsRecord['commands']>;
  /** Those of who has joined a conversation, by the id of the user. */
  commandsIn(conversation: string, limit: number): Promise<CommandsRecord[]>;
}

export interface CommandWrites {
  /** In place of those there were; an empty list leaves no row. */
  putCommands(record: CommandsRecord): Promise<void>;
}
