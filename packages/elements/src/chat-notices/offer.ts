/** Whether the reader has said "not now" of late. Where a page may not store that, it is asked again. */
const key = 'parlor-notices-dismissed';
const forMs = 30 * 86_400_000;

export function isDismissed(now: number): boolean {
  try {
    return now - Number(localStorage.getItem(key) ?? Number.NEGATIVE_INFINITY) < forMs;
  } catch {
    return false;
  }
}

export function keepDismissed(now: number): void {
  try {
    localStorage.setItem(key, String(now));
  } catch {
    // full or forbidden
  }
}
