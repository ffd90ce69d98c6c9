/** One notice as a push service takes it: encrypted for the browser (RFC 8291) and signed with the server's key (VAPID, RFC 8292). */

import webPush from 'web-push';
import type {Outgoing} from '../domain/notice-access.js';
import {sha256} from '../domain/sha256.js';

export type VapidKeys = {
  /** Whom a push service may write to: `mailto:…` or `https://…`. */
  subject: string;
  publicKey: string;
  privateKey: string;
};

export type Encoded = {url: string; body: Uint8Array; headers: Record<string, string>};

/** What a service keeps for a browser that is off. */
const keptSeconds = 24 * 60 * 60;
/** Characters of a topic, at most. */
const topicLength = 32;

/** @throws {Error} if the keys that the browser gave are none */
export function encode({subscription, notice, isUrgent}: Outgoing, vapidDetails: VapidKeys): Encoded {
  const {endpoint, p256dh, auth} = subscription;
  const details = webPush.generateRequestDetails({endpoint, keys: {p256dh, auth}}, JSON.stringify(notice), {
    vapidDetails,
    TTL: keptSeconds,
    contentEncoding: 'aes128gcm',
    urgency: isUrgent ? 'high' : 'normal',
    // the service keeps the newest of a conversation; it learns which are of one, and not of which
    topic: sha256(`${subscription.id} ${notice.tag}`).slice(0, topicLength),
  });
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(details.headers)) headers[name.toLowerCase()] = String(value);
  // whoever sends it counts by itself
  delete headers['content-length'];
  return {url: details.endpoint, body: details.body ?? new Uint8Array(), headers};
}

/** @throws {Error} with a sentence for whoever runs the server */
export function assertKeys({subject, publicKey, privateKey}: VapidKeys): void {
  webPush.getVapidHeaders('https://push.example', subject, publicKey, privateKey, 'aes128gcm');
}

export const newKeys = (): {publicKey: string; privateKey: string} => webPush.generateVAPIDKeys();
