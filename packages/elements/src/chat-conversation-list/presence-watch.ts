import type {Chat, Conversation} from '@parlor/sdk';

/** Presence is followed only for those on view. */
export class PresenceWatch {
  #watched = '';
  #stop: (() => void) | undefined;

  follow(client: Chat | undefined, onView: readonly Conversation[]): void {
    const peers = onView.flatMap(({peer}) => peer ?? []);
    const watched = peers.sort().join();
    if (watched === this.#watched) return;
    this.#watched = watched;
    const stop = this.#stop;
    this.#stop = client?.people.watch(peers);
    stop?.();
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#watched = '';
  }
}
