/** Ends what `@parlor/sdk/push` began in this browser, so that the next person at it is told nothing of what the one before misses (PWP-PUSH-002). */
import type {MoreParts} from './more.js';

/** Here first: then nothing comes, whether or not the server hears of it, and the push service tells it the next time. @throws {ChatError} OFFLINE … */
export async function forgetBrowser({know}: MoreParts, place: string): Promise<void> {
  const id = localStorage.getItem(place) ?? '';
  const registration = await navigator.serviceWorker?.getRegistration();
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
  await know('push.unsubscribe', {id});
  localStorage.removeItem(place);
}
