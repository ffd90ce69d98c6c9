/** The page examples/gallery, as `npm run gallery` serves it: every specimen under its address, and what is aimed at in it. */
import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {after, before, test} from 'node:test';
import {openGallery} from './gallery.js';
import {smallTargets} from './kit/see.js';

let gallery: Awaited<ReturnType<typeof openGallery>>;

before(async () => {
  gallery = await openGallery();
});
after(() => gallery?.[Symbol.asyncDispose]());

test('every element has a place in it; only the provider and notices have nothing to show by themselves', async () => {
  await using contents = await gallery.open('');
  const shown = await contents.page.locator('#contents h2').allInnerTexts();
  const all = readdirSync('packages/elements/src').filter(
    (name) => name.startsWith('chat-') && name !== 'chat-provider' && name !== 'chat-notices',
  );
  assert.deepEqual(
    all.filter((name) => !shown.includes(name)),
    [],
  );
});

test('what an address says of theme, scheme, direction and width is so', async () => {
  await using here = await gallery.open('?element=chat-log&state=talk&theme=ink&scheme=dark&lang=ar&width=360');
  const box = here.page.locator('.specimen');
  assert.equal((await box.boundingBox())?.width, 360);
  assert.deepEqual(
    await box.evaluate((element) => [getComputedStyle(element).direction, getComputedStyle(element).backgroundColor]),
    ['rtl', 'rgb(0, 0, 0)'],
  );
});

test('every specimen opens under a strict policy (UX-E9), without an error; its targets have 24 × 24 px or the room of it (WCAG 2.5.8)', async () => {
  assert.ok(gallery.addresses.length > 20, `${gallery.addresses.length} addresses`);
  const found = await gallery.findings(async (page) => {
    const isEmpty = (await page.locator('.specimen').count()) === 0;
    return isEmpty ? ['shows nothing'] : page.evaluate(smallTargets);
  });
  assert.deepEqual(found, []);
  assert.deepEqual(await gallery.findings((page) => page.evaluate(smallTargets), {}, '&density=compact'), []);
});
