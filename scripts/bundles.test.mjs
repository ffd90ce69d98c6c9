import assert from 'node:assert/strict';
import {test} from 'node:test';
import {compactStyles, withoutMargins} from './bundles.mjs';

test('a style sheet loses what says nothing to CSS, and what is put in stays as it is', () => {
  const sheet = `
    /* why */
    :host([hidden]) .row > .name:hover {
      margin: 0 \${x} auto;
      inset: calc(1px + \${y}) 0;
    }
    @container (width < 360px) and (min-height: 20px) {
      a :is(b, c) { content: ', '; color: red; }
    }
    \${shared}
    .end { top: 0 }
  `;
  const small = `:host([hidden]) .row > .name:hover{margin:0 \${x} auto;inset:calc(1px + \${y}) 0}@container (width < 360px) and (min-height:20px){a :is(b, c){content:', ';color:red}}\${shared} .end{top:0}`;
  assert.equal(compactStyles(`before\n  after; css\`${sheet}\``), `before\n  after; css\` ${small}\``);
});

test('a template keeps its lines and loses their margins', () => {
  assert.equal(withoutMargins('html`<p\n    class="a b"\n  >a  b\n</p>`'), 'html`<p\nclass="a b"\n>a  b\n</p>`');
});
