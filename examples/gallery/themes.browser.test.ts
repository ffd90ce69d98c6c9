import {expect} from 'chai';
import {LitElement} from 'lit';
import {base} from '../../packages/elements/src/tokens.styles.js';
import {contrast} from '../../packages/elements/test/contrast.js';
import {schemes, themes} from './options.js';

class ThemeProbe extends LitElement {
  static override styles = base;
}
customElements.define('theme-probe', ThemeProbe);

/** Every colour that words are written in, and all that lies behind such words somewhere in the elements. */
const words = {
  '--_text': ['--_canvas', '--_panel', '--_raised', '--_bubble', '--_own', '--_hover', '--_pressed', '--_mention'],
  '--_text-2': ['--_canvas', '--_panel', '--_raised', '--_bubble', '--_own', '--_hover', '--_pressed'],
  '--_text-3': ['--_canvas', '--_panel', '--_raised', '--_bubble', '--_hover'],
  '--_accent': ['--_canvas', '--_panel', '--_raised', '--_bubble', '--_own', '--_hover'],
  '--_on-accent': ['--_accent'],
  '--_link': ['--_canvas', '--_bubble', '--_own', '--_hover'],
  '--_danger': ['--_canvas', '--_panel', '--_raised', '--_hover'],
};
/** What tells something without words: the edge of a field, presence, the spine. */
const signs = {
  '--_line-strong': ['--_canvas', '--_raised'],
  '--_accent': ['--_canvas', '--_panel', '--_own'],
  '--_success': ['--_canvas', '--_panel', '--_own'],
  '--_warn': ['--_canvas', '--_panel'],
  '--_danger': ['--_canvas', '--_panel'],
};

describe('the finished themes', () => {
  let probe: ThemeProbe;
  let swatch: HTMLElement;
  let sheet: HTMLLinkElement;

  async function dress(theme: string): Promise<void> {
    sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = new URL(`./themes/${theme}.css`, import.meta.url).href;
    const loaded = new Promise((resolve) => sheet.addEventListener('load', resolve));
    document.head.append(sheet);
    await loaded;
    probe = document.createElement('theme-probe') as ThemeProbe;
    document.body.append(probe);
    await probe.updateComplete;
    swatch = document.createElement('i');
    probe.shadowRoot?.append(swatch);
  }
  afterEach(() => {
    probe.remove();
    sheet.remove();
  });

  const colour = (token: string): string => {
    swatch.style.color = `var(${token})`;
    return getComputedStyle(swatch).color;
  };
  const tooLow = (pairs: Record<string, string[]>, least: number): string[] =>
    Object.entries(pairs).flatMap(([front, backs]) =>
      backs
        .map((back) => ({back, found: contrast(colour(front), colour(back))}))
        .filter(({found}) => found < least)
        .map(({back, found}) => `${front} on ${back}: ${found.toFixed(2)}`),
    );

  for (const theme of themes.filter((name) => name !== 'none')) {
    for (const scheme of schemes) {
      it(`${theme}, ${scheme}: every word has 4.5 : 1 on whatever lies behind it, every sign 3 : 1 (UX-T8, WCAG 1.4.3, 1.4.11)`, async () => {
        await dress(theme);
        probe.style.colorScheme = scheme;
        expect(colour('--_canvas'), 'the theme is there').to.not.equal(
          scheme === 'light' ? 'rgb(251, 252, 254)' : 'rgb(17, 19, 22)',
        );
        expect(tooLow(words, 4.5), 'words').to.deep.equal([]);
        expect(tooLow(signs, 3), 'signs').to.deep.equal([]);
      });
    }

    it(`${theme} sets only tokens that there are (UX-T8)`, async () => {
      await dress(theme);
      const known = new Set([...base.cssText.matchAll(/--chat-[\w-]+/g)].map(([name]) => name));
      for (const more of ['--chat-avatar-radius']) known.add(more);
      const set = [...(sheet.sheet?.cssRules ?? [])].flatMap((rule) =>
        rule instanceof CSSStyleRule ? [...rule.style].filter((name) => name.startsWith('--')) : [],
      );
      expect(set.length).to.be.greaterThan(20);
      expect(set.filter((name) => !known.has(name))).to.deep.equal([]);
    });
  }
});
