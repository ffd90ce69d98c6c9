/** How people are told of what they miss, as whoever runs the server has it. */
import type {PushPreview} from '@parlor/sdk/protocol';
import type {EndpointRules} from './webhooks.js';

export type NoticeSettings = {
  /** What browsers subscribe with (VAPID), in base64url; without it nothing is pushed. */
  key: string | undefined;
  preview: PushPreview;
  /** Milliseconds in which who is told had time to read it by themselves. */
  delayMs: number;
  /** Milliseconds after which the host is told of all that somebody has not read. */
  digestAfterMs: number;
  /** Where browsers may be pushed to: their addresses come from clients. */
  rules: EndpointRules | undefined;
};

export const noticesWith = ({
  key,
  preview = 'full',
  delayMs = 5_000,
  digestAfterMs = 24 * 60 * 60_000,
  rules,
}: Partial<NoticeSettings> = {}): NoticeSettings => ({key, preview, delayMs, digestAfterMs, rules});
