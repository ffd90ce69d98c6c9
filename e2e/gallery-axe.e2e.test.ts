/** The gallery under axe where the browser tests of its specimens do not go: in finished themes, in the reader's colours, close up. */
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import {after, before, test} from 'node:test';
import type {BrowserContextOptions, Page} from 'playwright-core';
import {themes} from '../examples/gallery/options.js';
import {openGallery} from './gallery.js';
import {Tree} from './kit/tree.js';

let gallery: Awaited<ReturnType<typeof openGallery>>;

before(async () => {
  gallery = await openGallery();
});
after(() => gallery?.[Symbol.asyncDispose]());

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds in the specimens of a page, a line for each rule and kind of node. */
async function faults(page: Page): Promise<string[]> {
  await page.addScriptTag({path: axe});
  return page.evaluate(async () => {
    const {axe: runner} = window as unknown as {axe: typeof import('axe-core')};
    const {violations} = await runner.run('.specimen', {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // the page around is the gallery's
      rules: {
        region: {enabled: false},
        'page-has-heading-one': {enabled: false},
        'heading-order': {enabled: false},
        // several specimens of one element stand on it
        'landmark-unique': {enabled: false},
      },
    });
    return violations.map(
      ({id, nodes}) => `${id}: ${nodes.length} × ${nodes[0]?.target.join(' ')} ${nodes[0]?.failureSummary}`,
    );
  });
}

/** What stands for all of it: every part, and each kind of thing that lies over a page. */
const main = [
  ...['chat-inbox&state=open', 'chat-thread&state=group', 'chat-message', 'menus&state=own-message'],
  ...['chat-conversation-list', 'chat-composer', 'menus&state=delete-question', 'menus&state=emoji'],
  ...['chat-details&state=owner', 'chat-new-conversation&state=found', 'chat-launcher&state=open', 'chat-toasts'],
].map((address) => `?element=${address}`);
/** Where the colours of a theme are. */
const coloured = main.slice(0, 4);

const find = (more: string, options: BrowserContextOptions = {}, only = main): Promise<string[]> =>
  // nothing fades in or out while contrast is measured, and a script may be put in
  gallery.findings(faults, {reducedMotion: 'reduce', bypassCSP: true, ...options}, more, only);

for (const theme of themes.filter((name) => name !== 'none')) {
  for (const scheme of ['light', 'dark']) {
    test(`axe finds nothing in the theme ${theme}, ${scheme} (UX-T8, WCAG 1.4.3, 4.1.2)`, async () => {
      assert.deepEqual(await find(`&theme=${theme}&scheme=${scheme}`, {}, coloured), []);
    });
  }
}

test('axe finds nothing in the reader’s own colours (UX-T9)', async () => {
  assert.deepEqual(await find('', {forcedColors: 'active'}), []);
});

for (const scheme of ['light', 'dark']) {
  test(`axe finds nothing where more contrast is asked for, ${scheme} (UX-T7)`, async () => {
    assert.deepEqual(await find(`&scheme=${scheme}`, {contrast: 'more'}, coloured), []);
  });
}

test('axe finds nothing at a zoom of 400 % (WCAG 1.4.10)', async () => {
  // the box keeps the focus, and its arrow keys scroll what is suggested
  const isSuggested = (finding: string) => /scrollable-region-focusable: 1 × [^\n]*#suggestions/.test(finding);
  const findings = await find('&bare', {viewport: {width: 320, height: 256}});
  assert.deepEqual(
    findings.filter((finding) => !isSuggested(finding)),
    [],
  );
});

test('nothing in any state of any element is without a name (UX-R8, WCAG 1.1.1, 4.1.2)', async () => {
  assert.deepEqual(await gallery.findings(async (page) => (await Tree.of(page)).nameless()), []);
});
