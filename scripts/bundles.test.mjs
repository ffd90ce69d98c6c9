import assert from 'node:assert/strict';
import {test} from 'node:test';
import {compactTemplates} from './bundles.mjs';

test('a style sheet loses what says nothing to CSS, and what is put in stays as it is', () => {
  const sheet = `
    /* why */
    :host([hidden]) .row > .name:hover {
      margin: 0 \${x} auto;
      inset: calc(1px + \${y}) 0;
    }
    @container (width < 360px) and (min-height: 20px) {
      a :is(b, c) { content: ', '; color: red; opacity: 0.5; }
    }
    \${shared}
    .end { top: 0 }
  `;
  const small = `:host([hidden]) .row > .name:hover{margin:0 \${x} auto;inset:calc(1px + \${y}) 0}@container (width < 360px) and (min-height:20px){a :is(b, c){content:', ';color:red;opacity:0.5}}\${shared} .end{top:0}`;
  assert.equal(withoutLines(`before\n  after; css\`${sheet}\``), withoutLines(`before\n  after; css\` ${small}\``));
});

test('HTML loses the ends of its lines, in templates inside others as well; other texts and what is put in stay', () => {
  const code = `draw(html\`<div
      class="a \${b}"
      >\${rows.map((row) => html\`<i>
        \${row(\`x
  y\`)}
      </i>\`)} a  b
      <b id="x">c</b
    ></div
  >\`);`;
  const small = `draw(html\`<div class="a \${b}">\${rows.map((row) => html\`<i> \${row(\`x
  y\`)} </i>\`)} a  b <b id="x">c</b></div>\`);`;
  assert.equal(withoutLines(code), withoutLines(small));
});

test('every line of code stays at its number', () => {
  const code = `one(html\`<i\n>\${\n  two\n}\n</i>\`);\nthree(css\`\na {\n}\n\`,\nfour);`;
  const at = (text, word) => text.slice(0, text.indexOf(word)).split('\n').length;
  const small = compactTemplates(code);
  for (const word of ['two', 'three', 'four']) assert.equal(at(small, word), at(code, word), word);
});

/** What is left without the ends of lines that only keep the numbers of those after them. */
const withoutLines = (code) => compactTemplates(code).replace(/(\$\{|`)\n+/g, '$1');
