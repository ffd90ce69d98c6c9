/** What is looked for in a page of the gallery. These run in the page: nothing of this module reaches them but their arguments. */

/** Puts `everything(root)` into the page: all elements, those in shadow roots too. */
export function install(): void {
  function* everything(root: ParentNode): Generator<HTMLElement> {
    for (const inner of root.querySelectorAll<HTMLElement>('*')) {
      yield inner;
      if (inner.shadowRoot) yield* everything(inner.shadowRoot);
    }
  }
  const nameOf = (element: HTMLElement): string => {
    const host = (element.getRootNode() as ShadowRoot).host?.localName ?? 'page';
    const state = specimenOf(element)?.querySelector('h2 a')?.textContent ?? '';
    const about = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 20);
    return `${state}: ${host} ${element.localName}.${[...element.classList].join('.')} “${about}”`;
  };
  const specimenOf = (element: HTMLElement): Element | null => {
    let at: Element = element;
    for (let root = at.getRootNode(); root instanceof ShadowRoot; root = at.getRootNode()) at = root.host;
    return at.closest('section');
  };
  Object.assign(window, {everything, nameOf});
}

type Page = {everything: (root: ParentNode) => Iterable<HTMLElement>; nameOf: (element: HTMLElement) => string};

/** Ends what moves once, as it would by itself a little later. */
export function arrived(): void {
  const {everything} = window as unknown as Page;
  for (const element of everything(document))
    for (const animation of element.getAnimations())
      if (animation.effect?.getComputedTiming().iterations !== Infinity) animation.finish();
}

/** What still moves, and does not end by itself. */
export function moving(): string[] {
  const {everything, nameOf} = window as unknown as Page;
  return [...everything(document)].flatMap((element) =>
    element
      .getAnimations()
      .filter(({effect}) => Number(effect?.getComputedTiming().activeDuration) > 80)
      .map(() => nameOf(element)),
  );
}

/** Words that their box cuts off, from above or below. What is folded (and is whole where it is edited), scrolls or is for the ear only may be. */
export function cutOff(): string[] {
  const {everything, nameOf} = window as unknown as Page;
  const may =
    '.unseen, .clamped .body, .quote span, .said, textarea, .scroller, .face, .canvas, [role="menu"], pre, .icon-button, .beside, svg, svg *';
  return [...everything(document.querySelector('main') as ParentNode)]
    .filter((element) => {
      const {overflowY} = getComputedStyle(element);
      if (element.matches(may) || overflowY === 'visible' || overflowY === 'auto' || overflowY === 'scroll')
        return false;
      const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim());
      return words && element.scrollHeight > element.clientHeight + 1;
    })
    .map((element) => `${nameOf(element)} ${element.scrollHeight} in ${element.clientHeight}`);
}

/** What makes the page scroll sideways, or stands outside of a window that does not scroll. */
export function sideways(): string[] {
  const {everything, nameOf} = window as unknown as Page;
  const {scrollWidth, clientWidth} = document.documentElement;
  if (scrollWidth > clientWidth) return [`the page is ${scrollWidth} wide in ${clientWidth}`];
  return [...everything(document)]
    .filter((element) => {
      if (!element.matches('dialog[open], [role="menu"], .picker, .popup')) return false;
      const {left, right, top, bottom} = element.getBoundingClientRect();
      // what scrolls with the page has only to be no higher than the window
      const isHigh = element.matches('.popup') ? bottom - top > innerHeight : top < -1 || bottom > innerHeight + 1;
      return left < -1 || right > innerWidth + 1 || isHigh;
    })
    .map((element) => nameOf(element));
}

/**
 * Targets below 24 × 24 px that have not the room around them either: a circle of 24 px on one meets another target, or
 * another one's circle (WCAG 2.5.8). Words in a sentence are exempt.
 */
export function smallTargets(): string[] {
  const {everything, nameOf} = window as unknown as Page;
  const main = document.querySelector('main') as ParentNode;
  const targets = [...everything(main)]
    .filter(
      (element) =>
        element.matches('button, a[href], input, textarea, select, [role="menuitem"], [role="option"]') &&
        !element.matches('h2 > a, .body a, .body .mention') &&
        element.checkVisibility({opacityProperty: false, visibilityProperty: true}) &&
        element.getBoundingClientRect().width > 1,
    )
    .map((element) => ({element, box: element.getBoundingClientRect()}));
  const isSmall = ({width, height}: DOMRect): boolean => width < 23.9 || height < 23.9;
  return targets
    .filter(({box}) => isSmall(box))
    .filter(({element, box}) => {
      const x = box.x + box.width / 2;
      const y = box.y + box.height / 2;
      return targets.some(({element: other, box: there}) => {
        if (other === element || there.bottom < y - 100 || there.top > y + 100) return false;
        const isNear = (at: number, from: number, to: number) => Math.max(from - at, 0, at - to);
        if (Math.hypot(isNear(x, there.left, there.right), isNear(y, there.top, there.bottom)) < 12) return true;
        return isSmall(there) && Math.hypot(x - there.x - there.width / 2, y - there.y - there.height / 2) < 24;
      });
    })
    .map(({element, box}) => `${nameOf(element)} ${box.width.toFixed(0)} × ${box.height.toFixed(0)}`);
}

/** In the reader's own colours fills say nothing: what is told by a fill alone, and words that vanish in the colour behind them. */
export function toldByFill(): string[] {
  const {everything, nameOf} = window as unknown as Page;
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = 'Canvas';
  const canvas = getComputedStyle(probe).color;
  probe.remove();
  // the browser lays its own colour under words, whatever fill they stand on
  const vanishes = (element: HTMLElement): boolean => {
    const {color, forcedColorAdjust} = getComputedStyle(element) as CSSStyleDeclaration & {forcedColorAdjust: string};
    const hasWords = [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim());
    return hasWords && color === canvas && forcedColorAdjust !== 'none' && element.checkVisibility();
  };
  const has = {
    border: ({borderTopWidth, borderTopStyle}: CSSStyleDeclaration) =>
      Number.parseFloat(borderTopWidth) > 0 && borderTopStyle !== 'none',
    'two borders': ({borderTopWidth}: CSSStyleDeclaration) => Number.parseFloat(borderTopWidth) >= 2,
    outline: ({outlineStyle, outlineWidth}: CSSStyleDeclaration) =>
      outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0,
  };
  const wanted: [selector: string, by: keyof typeof has][] = [
    ['article.bubbles:not(.jumbo) .bubble', 'border'],
    ['article.own.bubbles:not(.jumbo) .bubble', 'two borders'],
    ['[aria-selected="true"] > [role="gridcell"] > .open', 'outline'],
    ['.box, .search, .menu, dialog[open], .reactions button, .badge:not(.dot), .banner, .jump, .popup', 'border'],
    ['.send, .action, .primary', 'border'],
    ['.face', 'border'],
  ];
  return [...everything(document)].flatMap((element) => [
    ...wanted
      .filter(([selector]) => element.matches(selector) && element.checkVisibility())
      .filter(([, by]) => !has[by](getComputedStyle(element)))
      .map(([, by]) => `${nameOf(element)} has no ${by}`),
    ...(vanishes(element) ? [`${nameOf(element)} cannot be read`] : []),
  ]);
}
