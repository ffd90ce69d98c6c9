/** Whether any tab of a user is on the screen: each holds a lock for as long as it is. */

const nameOf = (user: string): string => `parlor-visible ${user}`;

export class LookedAt {
  #user: string;
  #release = () => {};

  constructor(user: string) {
    this.#user = user;
    document.addEventListener('visibilitychange', this.#follow);
    this.#follow();
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.#follow);
    this.#release();
  }

  /** Also of other tabs, where the browser can tell. */
  async isSo(): Promise<boolean> {
    if (document.visibilityState === 'visible') return true;
    const {held = []} = (await navigator.locks?.query()) ?? {};
    return held.some(({name}) => name === nameOf(this.#user));
  }

  #follow = (): void => {
    this.#release();
    if (document.visibilityState !== 'visible' || !navigator.locks) return;
    const hidden = new Promise<void>((resolve) => (this.#release = resolve));
    navigator.locks.request(nameOf(this.#user), {mode: 'shared'}, () => hidden).catch(reportError);
  };
}
