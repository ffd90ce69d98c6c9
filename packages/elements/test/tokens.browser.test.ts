import {expect} from 'chai';
import {LitElement} from 'lit';
import {hueColours, hueCount} from '../src/chat-avatar/chat-avatar.styles.js';
import {base} from '../src/tokens.styles.js';
import {contrast} from './contrast.js';

class Probe extends LitElement {
  static override styles = base;
}
customElements.define('token-probe', Probe);

/** Contrasts of the tokens (UX-T1 to T3), computed from the CSS that is shipped. */
const promised = {
  light: {
    '--_text': {'--_canvas': 16.1, '--_bubble': 14.3, '--_own': 12.9, '--_mention': 14.5},
    '--_text-2': {'--_canvas': 7.6, '--_bubble': 6.7, '--_own': 6.1},
    '--_text-3': {'--_canvas': 5.7, '--_panel': 5.4, '--_bubble': 5.1, '--_hover': 4.9},
    '--_accent': {'--_canvas': 6.2, '--_bubble': 5.5, '--_own': 4.9},
    '--_on-accent': {'--_accent': 6.4},
    '--_danger': {'--_canvas': 6.4, '--_own': 5.1},
    '--_link': {'--_bubble': 6.3, '--_own': 5.6},
    '--_line-strong': {'--_canvas': 3.5, '--_raised': 3.6},
  },
  dark: {
    '--_text': {'--_canvas': 15.6, '--_bubble': 12.9, '--_own': 9.5, '--_mention': 10.2},
    '--_text-2': {'--_canvas': 9.3, '--_bubble': 7.7, '--_own': 5.7},
    '--_text-3': {'--_canvas': 7.4, '--_panel': 6.9, '--_bubble': 6.1, '--_hover': 5.6},
    '--_accent': {'--_canvas': 9.6, '--_bubble': 7.9, '--_own': 5.9},
    '--_on-accent': {'--_accent': 9},
    '--_danger': {'--_canvas': 7.9, '--_own': 4.8},
    '--_link': {'--_bubble': 8.4, '--_own': 6.2},
    '--_line-strong': {'--_canvas': 4.4, '--_raised': 3.7},
  },
} as const;

describe('tokens', () => {
  let host: HTMLElement;
  let swatch: HTMLElement;
  beforeEach(async () => {
    host = document.createElement('token-probe');
    document.body.append(host);
    await (host as LitElement).updateComplete;
    swatch = document.createElement('i');
    host.shadowRoot?.append(swatch);
  });
  afterEach(() => host.remove());

  const colour = (value: string) => {
    swatch.style.color = value.startsWith('--') ? `var(${value})` : value;
    return getComputedStyle(swatch).color;
  };

  for (const scheme of ['light', 'dark'] as const) {
    it(`${scheme}: every pair has the contrast that is promised (UX-T1, WCAG 1.4.3, 1.4.11)`, () => {
      host.style.colorScheme = scheme;
      const low: string[] = [];
      for (const [front, backs] of Object.entries(promised[scheme])) {
        for (const [back, least] of Object.entries(backs as Record<string, number>)) {
          const found = contrast(colour(front), colour(back));
          if (found < least - 0.06) low.push(`${front} on ${back}: ${found.toFixed(2)}, promised ${least}`);
        }
      }
      expect(low).to.deep.equal([]);
    });

    it(`${scheme}: for any accent, text on its tint and controls of it stay readable (UX-T2)`, () => {
      host.style.colorScheme = scheme;
      const text = colour('--_text');
      const text2 = colour('--_text-2');
      const paper = colour('--_canvas');
      const onAccent = colour('--_on-accent');
      const worst = {text: 21, 'text-2': 21, accent: 21, 'on-accent': 21};
      const note = (name: keyof typeof worst, value: number) => {
        worst[name] = Math.min(worst[name], value);
      };
      for (let hue = 0; hue < 360; hue += 12) {
        for (let lightness = 0; lightness <= 100; lightness += 10) {
          for (const saturation of [0, 50, 100]) {
            host.style.setProperty('--chat-accent', `hsl(${hue} ${saturation}% ${lightness}%)`);
            const own = colour('--_own');
            const accent = colour('--_accent');
            note('text', contrast(text, own));
            note('text-2', contrast(text2, own));
            note('accent', contrast(accent, paper));
            note('on-accent', contrast(onAccent, accent));
          }
        }
      }
      // black and white brands included
      expect(worst.text, 'text').to.be.at.least(7);
      expect(worst['text-2'], 'text-2').to.be.at.least(4.5);
      expect(worst.accent, 'accent on canvas').to.be.at.least(4.5);
      expect(worst['on-accent'], 'on-accent').to.be.at.least(4.5);
    });

    it(`${scheme}: initials are readable on each of the eight hues (UX-T3)`, () => {
      host.style.colorScheme = scheme;
      for (let hue = 0; hue < hueCount; hue++) {
        const {background, text} = hueColours(hue);
        expect(contrast(colour(text), colour(background)), `hue ${hue}`).to.be.at.least(7);
      }
    });
  }

  it('a colour the host sets anywhere above wins, however deep the element sits (UX-T4)', () => {
    document.documentElement.style.setProperty('--chat-canvas', 'rgb(1, 2, 3)');
    expect(colour('--_canvas')).to.equal('rgb(1, 2, 3)');
    document.documentElement.style.removeProperty('--chat-canvas');
  });

  it('sizes do not shrink with the host’s root font, and grow with the reader’s (UX-T5)', () => {
    const size = () => Number.parseFloat(getComputedStyle(host).fontSize);
    document.documentElement.style.fontSize = '62.5%';
    expect(size()).to.equal(15);
    document.documentElement.style.fontSize = '32px';
    expect(size()).to.equal(30);
    document.documentElement.style.fontSize = '';
  });
});
