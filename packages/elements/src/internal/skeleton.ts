/** A skeleton is drawn after 200 ms (in the styles) and then for 400 ms at least (UX-S2). */
const skeletonMs = [200, 600] as const;

/** Whether the skeleton of a list stands in place of its rows. */
export class Skeleton {
  #since: number | undefined;

  /**
   * Nothing is there yet (`isAwaited`); and a skeleton that has been drawn stays long enough to be no flicker: `later` has to look
   * again after so many ms.
   */
  isShown(isAwaited: boolean, later: (ms: number) => void): boolean {
    const now = performance.now();
    if (isAwaited) {
      this.#since ??= now;
      return true;
    }
    const waited = this.#since === undefined ? 0 : now - this.#since;
    if (waited > skeletonMs[0] && waited < skeletonMs[1]) {
      later(skeletonMs[1] - waited);
      return true;
    }
    this.#since = undefined;
    return false;
  }
}
