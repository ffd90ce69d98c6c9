import type {ConversationType} from '@parlor/sdk/protocol';

/** How old messages may become, in milliseconds, by the type of their conversation, and notifications; for ever where there is none. */
export type Ages = {readonly [Type in ConversationType | 'notifications']?: number | undefined};

/** How many were deleted, or would be. */
export type Swept = {messages: number; notifications: number};

/**
 * `isDry`: only counts. `signal`: ends it before its next step. `rest`: what it waits for between steps, of which the last took so many
 * milliseconds; where left out, for everybody else's turn. `by`: whose order it is, for the audit; left out where it is a setting.
 */
export type SweepOptions = {
  isDry?: boolean;
  signal?: {readonly aborted: boolean};
  rest?: (tookMs: number) => Promise<void>;
  by?: string;
};
