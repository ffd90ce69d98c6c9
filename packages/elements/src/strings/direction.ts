/** Direction and `lang` of an element by the language of its words, where the host has set none (UX 5). */
const rightToLeft = /^(?:ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/;

/** The elements whose `dir` or `lang` is our doing, by attribute. */
const ours = {dir: new WeakSet<Element>(), lang: new WeakSet<Element>()};

/** Sets `dir` and `lang`, or takes back what was set here before. */
export function follow(element: HTMLElement, language: string): void {
  put(element, 'dir', rightToLeft.test(language) ? 'rtl' : 'ltr', 'ltr');
  put(element, 'lang', language, '');
}

function put(element: HTMLElement, name: 'dir' | 'lang', wanted: string, initial: string): void {
  const mine = ours[name];
  if (mine.delete(element)) element.removeAttribute(name);
  const [host, around = initial] = given(element, name, mine);
  // a page's language is about the page: words of another one say so; its direction is the host's will
  if ((name === 'dir' && host) || element.hasAttribute(name) || around === wanted) return;
  if (name === 'lang' && around.split('-')[0] === wanted.split('-')[0]) return;
  mine.add(element);
  element.setAttribute(name, wanted);
}

/** Whether the host has set it, and what the nearest says: on the element or around it, through shadow roots. */
function given(element: Element, name: string, mine: WeakSet<Element>): [host: boolean, nearest: string | undefined] {
  let nearest: string | undefined;
  for (let node: Node | null = element; node; node = node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null) {
    if (!(node instanceof Element)) continue;
    const value = node.getAttribute(name);
    if (value === null) continue;
    nearest ??= value;
    if (!mine.has(node)) return [true, nearest];
  }
  return [false, nearest];
}
