/** From settings to how people are told of what they miss, or to sentences for what is wrong. */
import type {PushPreview} from '@parlor/sdk/protocol';
import type {VapidKeys} from './encode.js';

export type PushSettings = {keys: VapidKeys | undefined; preview: PushPreview; delayMs: number; digestAfterMs: number};

type Given = Record<'publicKey' | 'privateKey' | 'subject' | 'preview' | 'delay' | 'digestAfter', string | undefined>;

const hourMs = 60 * 60_000;
const mostHours = 30 * 24;
const previews: readonly PushPreview[] = ['full', 'sender', 'none'];
/** Of P-256, in base64url: 65 and 32 bytes. */
const publicKeyForm = /^B[A-Za-z0-9_-]{86}$/;
const privateKeyForm = /^[A-Za-z0-9_-]{43}$/;

export function readPush({publicKey, privateKey, subject, preview = 'full', delay = '5', digestAfter = '24'}: Given): {
  settings: PushSettings;
  mistakes: string[];
} {
  const mistakes: string[] = [];
  const chosen = previews.find((one) => one === preview);
  if (!chosen) mistakes.push(`What a notice says is ${previews.join(', ')}, not "${preview}".`);
  if (!/^\d{1,4}$/.test(delay) || Number(delay) > 3600)
    mistakes.push(
      `The seconds before somebody is told of what they miss are a whole number up to 3600, not "${delay}".`,
    );
  if (!/^[1-9]\d{0,2}$/.test(digestAfter) || Number(digestAfter) > mostHours)
    mistakes.push(`The hours before a digest is due are a whole number from 1 to ${mostHours}, not "${digestAfter}".`);
  const settings = {
    preview: chosen ?? 'full',
    delayMs: Number(delay) * 1000,
    digestAfterMs: Number(digestAfter) * hourMs,
  };
  if (publicKey === undefined && privateKey === undefined) {
    if (subject !== undefined) mistakes.push('Push needs keys: parlor-server push-keys makes them.');
    return {settings: {...settings, keys: undefined}, mistakes};
  }
  // they are not repeated: one of them is a secret
  if (!publicKeyForm.test(publicKey ?? '') || !privateKeyForm.test(privateKey ?? ''))
    mistakes.push(
      'PARLOR_PUSH_PUBLIC_KEY and PARLOR_PUSH_PRIVATE_KEY are 87 and 43 characters in base64url: parlor-server push-keys makes two.',
    );
  if (subject === undefined || !/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(subject) || !URL.canParse(subject))
    mistakes.push(
      `Push services want to know whom to write to: --push-subject is mailto:you@example.com or an https address, not "${subject ?? ''}".`,
    );
  if (mistakes.length > 0 || publicKey === undefined || privateKey === undefined || subject === undefined)
    return {settings: {...settings, keys: undefined}, mistakes};
  return {settings: {...settings, keys: {subject, publicKey, privateKey}}, mistakes};
}

/** As an environment has them. */
export const keysAsText = ({publicKey, privateKey}: {publicKey: string; privateKey: string}): string =>
  `PARLOR_PUSH_PUBLIC_KEY=${publicKey}\nPARLOR_PUSH_PRIVATE_KEY=${privateKey}\n`;
