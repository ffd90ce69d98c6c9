// What is measured inside the page, the same for every library: through shadow roots, by the number that each text begins with.
import {markOf, message, messages} from './data.js';

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const host = () => document.getElementById('host');

/** The last element (in document order) whose own text begins with the mark; undefined where there is none. */
function find(mark, node = host()) {
  for (let child = node.lastChild; child; child = child.previousSibling) {
    if (child.nodeType === Node.TEXT_NODE) {
      if (child.data.trimStart().startsWith(mark)) return node;
    } else if (child.nodeType === Node.ELEMENT_NODE) {
      const found = (child.shadowRoot && find(mark, child.shadowRoot)) || find(mark, child);
      if (found) return found;
    }
  }
  return undefined;
}

const boxOf = () => host().getBoundingClientRect();

function isSeen(element) {
  const {top, bottom} = element.getBoundingClientRect();
  return bottom > boxOf().top && top < boxOf().bottom;
}

/** The scroller of the messages: the one that scrolls furthest. A library that draws its own scrollbar hides the native one. */
function scroller() {
  return furthest(/auto|scroll/) ?? furthest(/hidden/);
}

function furthest(overflow, node = host(), best = {element: undefined, range: 0}) {
  for (const element of node.children ?? []) {
    const range = element.scrollHeight - element.clientHeight;
    if (range > best.range && overflow.test(getComputedStyle(element).overflowY)) Object.assign(best, {element, range});
    if (element.shadowRoot) furthest(overflow, element.shadowRoot, best);
    furthest(overflow, element, best);
  }
  return best.element;
}

const isReversed = (element) => getComputedStyle(element).flexDirection === 'column-reverse';
/** Where the top is: scroll positions of a reversed list are negative above its end. */
const topOf = (element) => (isReversed(element) ? element.clientHeight - element.scrollHeight : 0);

function elementAt(x, y) {
  let found = document.elementFromPoint(x, y);
  while (found?.shadowRoot) {
    const inner = found.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === found) break;
    found = inner;
  }
  return found;
}

/** The message nearest below the top edge of the view: `{mark, element, top}`. */
function firstSeen() {
  const {left, top, bottom, width} = boxOf();
  for (let y = top + 2; y < bottom; y += 6) {
    for (const x of [left + width * 0.25, left + width * 0.6]) {
      const element = elementAt(x, y);
      const mark = element?.textContent.trim().match(/^#\d+:/)?.[0];
      if (!mark) continue;
      const exact = find(mark);
      if (exact) return {mark, element: exact, top: exact.getBoundingClientRect().top};
    }
  }
  return undefined;
}

let adapter;
let shown;
const state = {first: 0, last: 0};
const converted = (from, to) => messages(from, to).map(adapter.convert);

window.prepare = (given, count) => {
  adapter = given;
  state.data = converted(1_000_001, 1_000_000 + count);
  Object.assign(state, {first: 1_000_001, last: 1_000_000 + count});
};

/** Milliseconds from giving the messages to the frame after the one in which the newest stands in the view. */
window.mount = async () => {
  const begun = performance.now();
  shown = adapter.create(host(), state.data);
  for (;;) {
    await frame();
    const last = find(markOf(state.last));
    if (last && isSeen(last)) break;
  }
  await frame();
  return performance.now() - begun;
};

/** For each of `times`: frames and milliseconds until a new message stands in the view. */
window.append = async (times) => {
  const seen = [];
  for (let i = 0; i < times; i++) {
    await frame();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const one = adapter.convert(message(++state.last));
    const begun = performance.now();
    shown.append(one);
    let frames = 0;
    for (; performance.now() - begun < 10_000; ) {
      await frame();
      frames++;
      const element = find(markOf(state.last));
      if (element && isSeen(element)) break;
    }
    seen.push({frames, ms: performance.now() - begun});
  }
  return seen;
};

/** Pixels that the message at the top edge moves at most, in 40 frames after 50 older ones came, with the view `below` the top. */
window.prepend = async (below) => {
  if (!shown.prepend) return null;
  const list = scroller();
  // a reader scrolls there, and it comes to rest
  for (let i = 0; i < 12; i++) {
    list.scrollTop = topOf(list) + below;
    for (let j = 0; j < 6; j++) await frame();
  }
  const before = firstSeen();
  if (!before) return null;
  shown.prepend(converted(state.first - 50, state.first - 1));
  state.first -= 50;
  let worst = 0;
  for (let i = 0; i < 40; i++) {
    await frame();
    const element = before.element.isConnected ? before.element : find(before.mark);
    const moved = element ? Math.abs(element.getBoundingClientRect().top - before.top) : boxOf().height;
    worst = Math.max(worst, moved);
  }
  return worst;
};

/** Upward at 100 px a frame: `{gaps}` between frames in ms, and in how many frames nothing stood at the view's centre. */
window.fling = async (frames) => {
  const list = scroller();
  if (!list) return null;
  const {left, top, width, height} = boxOf();
  const gaps = [];
  let blank = 0;
  let last = await frame();
  for (let i = 0; i < frames; i++) {
    list.scrollTop -= 100;
    const now = await frame();
    gaps.push(now - last);
    last = now;
    const isBlank = [0, 14, 28, 42].every((y) => {
      const element = elementAt(left + width * 0.4, top + height / 2 + y);
      return !element || element === list || !/#\d+:/.test(element.textContent.slice(0, 400));
    });
    if (isBlank) blank++;
  }
  return {gaps, blank};
};

/** Mounts and unmounts until `cycles` are done or `ms` are over; how many were done. */
window.cycle = async (cycles, ms) => {
  const end = performance.now() + ms;
  let done = 0;
  for (; done < cycles && performance.now() < end; done++) {
    const each = adapter.create(host(), state.data);
    await frame();
    each.destroy();
    host().replaceChildren();
  }
  await frame();
  return done;
};

window.countElements = (root = host()) => {
  let count = 0;
  for (const element of root.querySelectorAll('*'))
    count += 1 + (element.shadowRoot ? window.countElements(element.shadowRoot) : 0);
  return count;
};
