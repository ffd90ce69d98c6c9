import {expect} from 'chai';
import {html, render} from 'lit';
import {each} from './each.js';

describe('a list whose items come and go', () => {
  const box = document.createElement('div');
  const draw = (keys: string[]) =>
    render(
      each(
        keys,
        (key) => key,
        (key) => html`<i id=${key}>${key}</i>`,
      ),
      box,
    );
  const shown = () => [...box.children].map(({id}) => id).join('');

  it('keeps the nodes of what stays, in the order that is wanted, and leaves no comments behind (UX-V4)', () => {
    draw(['a', 'b', 'c', 'd']);
    const nodes = box.childNodes.length;
    const c = box.querySelector('#c');
    for (const next of ['bcde', 'cdef', 'fedc', 'cxyz', 'xyzc', '', 'abcd', 'cbad']) {
      draw([...next]);
      expect(shown()).to.equal(next);
    }
    draw(['a', 'b', 'c', 'd']);
    expect(box.childNodes.length).to.equal(nodes);
    expect(box.querySelector('#c') === c, 'it was gone meanwhile').to.equal(false);
    const kept = box.querySelector('#d');
    draw(['d', 'a', 'q']);
    expect(box.querySelector('#d') === kept).to.equal(true);
    for (let i = 0; i < 200; i++) draw([`n${i}`, `n${i + 1}`, `n${i + 2}`, `n${i + 3}`]);
    expect(box.childNodes.length).to.equal(nodes);
  });

  it('moves nothing that only stays, so that the focus stays with it (UX-V11, seeded)', () => {
    document.body.append(box);
    let seed = 20261125;
    const below = (count: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed % count;
    };
    const write = (keys: number[]) =>
      render(
        each(
          keys,
          (key) => key,
          (key) => html`<button id="b${key}">${key}</button>`,
        ),
        box,
      );
    for (let round = 0; round < 300; round++) {
      const pick = () => Array.from({length: 30}, (_, key) => key).filter(() => below(3) === 0);
      const kept = below(30);
      const withKept = () => [...new Set([...pick(), kept])].sort((a, b) => a - b);
      write(withKept());
      const button = box.querySelector<HTMLElement>(`#b${kept}`);
      button?.focus();
      for (let step = 0; step < 5; step++) {
        const next = withKept();
        write(next);
        expect([...box.children].map(({textContent}) => Number(textContent))).to.deep.equal(next);
        expect(document.activeElement === button, `round ${round}, step ${step}`).to.equal(true);
      }
      write([]);
    }
    box.remove();
  });
});
