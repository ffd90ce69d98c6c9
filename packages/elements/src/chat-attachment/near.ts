/** Tells once when an element comes near the view: what is far away is not fetched. */
const margin = '400px';

const waiting = new WeakMap<Element, () => void>();
let observer: IntersectionObserver | undefined;

export function whenNear(element: Element, come: () => void): void {
  // the second is for scrollers, where the browser knows it
  observer ??= new IntersectionObserver(onNear, {rootMargin: margin, scrollMargin: margin} as IntersectionObserverInit);
  waiting.set(element, come);
  observer.observe(element);
}

export function noLonger(element: Element): void {
  waiting.delete(element);
  observer?.unobserve(element);
}

function onNear(entries: readonly IntersectionObserverEntry[]): void {
  for (const {isIntersecting, target} of entries) {
    if (!isIntersecting) continue;
    const come = waiting.get(target);
    noLonger(target);
    come?.();
  }
}
