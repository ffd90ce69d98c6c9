/**
 * Says things to assistive technology (UX 1.7, A1). There is one announcer per outermost element of ours, for regions deep
 * inside others are not heard everywhere. `ariaNotify` where the browser has it, else two live regions that are there,
 * empty, before anything is said.
 */
export type Urgency = 'polite' | 'assertive';

type Notifier = HTMLElement & {ariaNotify?: (text: string, options: {priority: 'normal' | 'high'}) => void};

/** A text stays in its region this long: less than 100 ms may be missed, after 1 s it was read (A1). */
const shownForMs = 1500;

const regions = new WeakMap<Node, Record<Urgency, HTMLElement>>();

/** Prepares the regions for what is said from inside `host` later on. */
export function prepareAnnouncer(host: HTMLElement): void {
  if (!('ariaNotify' in host)) regionsIn(placeFor(host));
}

/** Says `text`, once. The same text twice is said twice. */
export function announce(host: HTMLElement, text: string, urgency: Urgency = 'polite'): void {
  const place = placeFor(host);
  const notifier = ('host' in place ? place.host : place) as Notifier;
  if (notifier.ariaNotify) {
    notifier.ariaNotify(text, {priority: urgency === 'polite' ? 'normal' : 'high'});
    return;
  }
  const line = document.createElement('div');
  line.textContent = text;
  regionsIn(place)[urgency].append(line);
  setTimeout(() => line.remove(), shownForMs);
}

/** In the element of ours that contains `host` and is in none of ours itself; while a modal is open in it, in that. */
function placeFor(host: HTMLElement): ShadowRoot | HTMLElement {
  let found = host;
  for (let root = host.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) {
    if (root.host.localName.startsWith('chat-')) found = root.host as HTMLElement;
  }
  const root = found.shadowRoot ?? document.body;
  return modalIn(root) ?? root;
}

/** What lies outside an open modal is mute. It may stand in the root of any element inside; of several the last is on top. */
function modalIn(root: ParentNode): HTMLElement | undefined {
  let found: HTMLElement | undefined;
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    if (element.matches('dialog:modal')) found = element;
    if (element.shadowRoot) found = modalIn(element.shadowRoot) ?? found;
  }
  return found;
}

function regionsIn(place: Node): Record<Urgency, HTMLElement> {
  let found = regions.get(place);
  if (!found) {
    found = {polite: region('polite'), assertive: region('assertive')};
    regions.set(place, found);
    // Before all else: what follows the last rendered node belongs to Lit, which may clear it.
    place.insertBefore(found.polite, place.firstChild);
    place.insertBefore(found.assertive, place.firstChild);
  }
  return found;
}

function region(urgency: Urgency): HTMLElement {
  const element = document.createElement('div');
  element.setAttribute('aria-live', urgency);
  element.className = 'announcer';
  element.style.cssText =
    'position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap';
  return element;
}
