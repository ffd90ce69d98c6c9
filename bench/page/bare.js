// The floor of an own message on the screen. Lit comes bundled by the measurement, in a page of its own: two copies do not share one.
import {html, LitElement} from './lit.js';
import {readNewest} from './read-newest.js';

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

class BareRows extends LitElement {
  static properties = {rows: {attribute: false}};
  constructor() {
    super();
    this.rows = [];
  }
  render() {
    return html`${this.rows.map((row) => html`<article><b>Me</b><p>${row}</p><time>10:00</time></article>`)}`;
  }
}
customElements.define('bare-rows', BareRows);

/** The floor: the same words as one more row of a bare element of the same library. */
window.bareRows = async (times) => {
  const list = document.createElement('bare-rows');
  document.body.append(list);
  list.rows = Array.from({length: 20}, (_, i) => `Row ${i}`);
  await list.updateComplete;
  const took = [];
  for (let i = 0; i < times; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await frame();
    const text = `Sent as number ${i} at ${performance.now()}`;
    const begun = performance.now();
    list.rows = [...list.rows, text];
    while (!list.shadowRoot.lastElementChild.textContent.includes(text)) await frame();
    await frame();
    took.push(performance.now() - begun);
  }
  return took;
};

/** The floor of a start without a network: the database opened cold, 50 messages read, and their words in the frame that was drawn. */
window.readAndPaint = async (database, conversation) => {
  const begun = performance.now();
  const newest = await readNewest(database, conversation);
  const list = document.createElement('bare-rows');
  document.body.append(list);
  list.rows = newest.map(({message}) => message.content.text).reverse();
  await list.updateComplete;
  await frame();
  await frame();
  return {ms: performance.now() - begun, rows: newest.length, drawn: list.shadowRoot.querySelectorAll('p').length};
};
