/** The page: contents at its side, controls above, and the specimens that the address asks for. */
import '../../packages/elements/src/define.js';
import '../../packages/elements/src/chat-thread/define.js';
import '../../packages/elements/src/chat-message/define.js';
import {controls, type Options, read, write} from './options.js';
import type {Specimen} from './specimen.js';
import {gallery} from './specimens/all.js';
import {stand} from './stage.js';

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

const options = read(location.search);
const root = document.documentElement;
root.dataset['scheme'] = options.scheme;
root.classList.toggle('bare', options.bare);
root.classList.toggle('alone', options.state !== undefined);
if (options.theme !== 'none') {
  const href = `themes/${options.theme}.css`;
  document.head.append(Object.assign(document.createElement('link'), {rel: 'stylesheet', href}));
}

showControls(options);
showContents(options);
await showSpecimens(wanted(options));
// for whoever looks at the page from outside
root.dataset['ready'] = '';

/** What the address asks for; what lies over the page only where it is asked for alone. */
function wanted({element, state}: Options): readonly Specimen[] {
  if (!element) return [...gallery.values()].flatMap(([first]) => (first && !first.isModal ? [first] : []));
  const all = gallery.get(element) ?? [];
  return state ? all.filter((one) => one.state === state) : all.filter(({isModal}) => !isModal);
}

async function showSpecimens(specimens: readonly Specimen[]): Promise<void> {
  const stage = byId('stage');
  if (specimens.length === 0) {
    const text =
      options.element && gallery.has(options.element) ? 'Choose one of its states.' : 'There is no such specimen.';
    stage.append(Object.assign(document.createElement('p'), {className: 'problem', textContent: text}));
  }
  const shown = specimens.map((specimen) => {
    const {box, standing} = stand(specimen, options);
    const section = document.createElement('section');
    section.append(title(specimen), box);
    stage.append(section);
    return standing;
  });
  await Promise.all(shown.map((standing) => standing()));
}

function title({element, state, about}: Specimen): HTMLElement {
  const heading = document.createElement('h2');
  const link = anchor({...options, element, state}, `${element} · ${state}`);
  heading.append(link, ' ', Object.assign(document.createElement('small'), {textContent: about}));
  return heading;
}

function anchor(to: Options, textContent: string): HTMLAnchorElement {
  return Object.assign(document.createElement('a'), {href: write(to), textContent});
}

function showContents({element: shown, state: chosen}: Options): void {
  for (const [element, specimens] of gallery) {
    const group = document.createElement('div');
    const heading = document.createElement('h2');
    const whole = anchor({...without(options), element}, element);
    if (element === shown && !chosen) whole.ariaCurrent = 'page';
    heading.append(whole);
    const states = specimens.map(({state}) => {
      const link = anchor({...options, element, state}, state);
      if (element === shown && state === chosen) link.ariaCurrent = 'page';
      return link;
    });
    group.append(heading, ...states);
    byId('contents').append(group);
  }
}

function without({state: _, ...rest}: Options): Options {
  return rest;
}

function showControls(now: Options): void {
  for (const [name, choices] of controls) {
    const label = Object.assign(document.createElement('label'), {textContent: name});
    const select = document.createElement('select');
    select.append(...choices.map((choice) => new Option(choice, choice, false, choice === now[name])));
    select.addEventListener('change', () => location.assign(write({...now, [name]: select.value})));
    label.append(select);
    byId('controls').append(label);
  }
}
