import assert from 'node:assert/strict';
import {test} from 'node:test';
import {markupFrom} from './paste-html.js';

const cases: Record<string, [html: string, expected: string]> = {
  'marks go around words': [
    'Take <b>both </b>keys, <em>now</em>, <s>later</s>',
    'Take **both** keys, *now*, ~~later~~',
  ],
  'marks within marks': ['<b>all <i>of it</i></b>', '**all** ***of it***'],
  paragraphs: ['<p>One</p>\n<p>Two<br>and more</p>', 'One\n\nTwo\nand more'],
  'a heading is bold': ['<h2>Plan</h2><p>Go</p>', '**Plan**\n\nGo'],
  lists: ['<ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>', '- one\n  - inner\n- two'],
  'numbered lists': ['<ol><li><p>one</p></li><li>two</li></ol>', '1. one\n2. two'],
  'a quote': ['<blockquote><p>She said</p><p>so</p></blockquote><p>Yes</p>', '> She said\n> so\n\nYes'],
  'code and a block of it (GitHub)': [
    '<p>Run <code>npm  test</code></p><div class="highlight"><pre><span>let</span> a = 1;\n  b()\n</pre></div>',
    'Run `npm test`\n\n```\nlet a = 1;\n  b()\n```',
  ],
  links: [
    '<a href="https://a.example/x">the page</a> <a href="https://b.example/">b.example</a> <a href="javascript:x()">no</a>',
    'the page (https://a.example/x) b.example no',
  ],
  'Docs: its outer b is none, its spans are': [
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:400">Plain </span><span style="font-weight:700;font-style:italic">loud</span></p></b>',
    'Plain ***loud***',
  ],
  'Word: comments, styles and its own bullets': [
    "<html><head><style><!-- p {color:red} --></style></head><body><!--StartFragment--><p class=MsoNormal><b>Agenda</b><o:p></o:p></p><p class=MsoListParagraph style='mso-list:l0'><!--[if !supportLists]--><span>·<span>&nbsp;&nbsp; </span></span><!--[endif]-->Money</p><!--EndFragment--></body></html>",
    '**Agenda**\n- Money',
  ],
  'entities are letters, and letters that look like tags stay': [
    '<b>a</b> &lt;b&gt; &amp;amp; &#x1F600; 1 < 2',
    '**a** <b> &amp; 😀 1 < 2',
  ],
  'scripts are not text': ['<b>a</b><script>alert(1)</script><style>p{}</style>', '**a**'],
};
for (const [name, [html, expected]] of Object.entries(cases)) {
  test(`UX-C10a: ${name}`, () => assert.equal(markupFrom(html), expected));
}

test('UX-C10a: whatever is in the clipboard, it ends, soon, and never throws', () => {
  const pieces = [
    '<',
    '>',
    '<b',
    '</b>',
    '"',
    "'",
    '<!--',
    '-->',
    '<pre>',
    '<li>',
    '&#',
    ';',
    'x',
    ' ',
    '\n',
    '<a href=',
  ];
  let seed = 20261125;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed >>> 8) % below;
  };
  for (let round = 0; round < 2_000; round++) {
    const html = Array.from({length: random(60)}, () => pieces[random(pieces.length)]).join('');
    assert.equal(typeof markupFrom(html), 'string', html);
  }
  for (const piece of ['<a "', '<!--', '<b>', '<li>', "<p '"]) {
    const begun = performance.now();
    markupFrom(piece.repeat(20_000));
    assert.ok(performance.now() - begun < 5_000, piece);
  }
});
