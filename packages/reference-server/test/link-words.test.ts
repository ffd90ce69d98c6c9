/** What is taken from a stranger's page: its words, and nothing that steers. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readPage, textOf} from '../src/previews/page.js';
import {plainLine} from '../src/previews/words.js';

test('a page is asked for its title, its own name, what it is about and its picture', () => {
  assert.deepEqual(
    readPage(`<!doctype html><html><head><meta charset=utf-8><title>Plain</title>
      <META CONTENT='Open &amp; shut' PROPERTY="og:title"/><meta property=og:site_name content=News>
      <meta name="description" content="Plain words"><meta property="og:description" content="Open words">
      <meta property="og:image" content="/a.png"></head><body>`),
    {title: 'Open &amp; shut', site: 'News', description: 'Open words', image: '/a.png', charset: 'utf-8'},
  );
  assert.equal(readPage('<title>Only\nthis</title>').title, 'Only\nthis');
  assert.equal(readPage('<title>Cut off').title, 'Cut off');
  assert.equal(readPage('<meta property="og:title" content=" "><title>Said</title>').title, 'Said');
});

test('what only looks like a tag is none, and what comes behind the head is not looked at', () => {
  const {title} =
    readPage(`<!-- <title>no</title> --><script>"<title>no</title>"</script><style><title>no</title></style>
    <noscript><title>no</title></noscript><svg><title>no</title></svg><titles>no</titles><p data-x="<title>no</title>">
    <title>yes</title><title>no</title>`);
  assert.equal(title, 'yes');
  assert.equal(readPage('<body><title>no</title>').title, undefined);
  assert.equal(readPage('<script><title>no').title, undefined);
  assert.equal(readPage('<title>a<script>b</title>').title, 'a<script>b', 'text, and drawn as text');
  assert.equal(readPage('no page at all').title, undefined);
  for (const half of ['<', '<m', '<meta', '<meta a', '<meta a=', '<meta a="', '<!--', '<title', '</', '<meta =x>'])
    assert.equal(readPage(half).title, undefined, half);
});

test('the time it takes grows with the length of a page alone, whatever it is made of (S32)', () => {
  const pieces = [
    ...[
      '<',
      '<a',
      '<a ',
      "<a b='",
      '<a b="',
      '<!--',
      '<!-- -->',
      '<meta a = ',
      '<title>',
      '<script>',
      '</script',
      '&#x',
    ],
    ...['<meta property=og:title content=x>', ' ', '\n', '<a b=c d=', '"', "'", '\u0301', '&amp', '\u202e'],
  ];
  for (const piece of pieces) {
    const html = piece.repeat(Math.ceil((512 * 1024) / piece.length));
    const began = performance.now();
    const {title = html} = readPage(html);
    plainLine(title, 200);
    assert.ok(performance.now() - began < 1_000, JSON.stringify(piece));
  }
});

test('nothing of a title steers: no controls, no turning round, no hidden letters, no towers of marks', () => {
  assert.equal(plainLine('  a\n\tb\r\nc\u2028d\u0000e\u001bf  ', 99), 'a b c d e f');
  assert.equal(plainLine('bank\u202emoc.live\u202c\u2066x\u2069\u200e\u200f\u061c', 99), 'bankmoc.livex');
  assert.equal(plainLine('&#x202e;a&#8238;b&#0;', 99), 'ab\ufffd');
  assert.equal(plainLine('a\u200bb\u2060c\ufeffd\u00ade\u{e0041}f', 99), 'abcdef');
  assert.equal(plainLine(`x${'\u0301'.repeat(50)}y`, 99), `x${'\u0301'.repeat(4)}y`);
  assert.equal(plainLine('a\ud800b\ue000c', 99), 'a b c');
  for (const empty of ['', ' \n ', '\u200b\u202e', '\u200d\u200d', '\u0301'])
    assert.equal(plainLine(empty, 9), '', empty);
  assert.equal(plainLine('👨‍👩‍👧 می‌خواهم', 99), '👨‍👩‍👧 می‌خواهم', 'joiners are letters of emoji and scripts');
});

test('references of HTML become what they mean, once, and tags in them stay text', () => {
  assert.equal(
    plainLine('&lt;b&gt; &amp;lt; &quot;x&quot; &eacute;&Uuml;&ntilde; &mdash; &nbsp;&#39;&#x1F600;&#150;', 99),
    '<b> &lt; "x" éÜñ — \'😀–',
  );
  assert.equal(plainLine('AT&T &unknown; &; &#; &constructor;', 99), 'AT&T &unknown; &; &#; &constructor;');
  assert.equal(plainLine('&#1114112;&#xd800;', 99), '\ufffd\ufffd');
});

test('what is long is cut at a letter', () => {
  assert.equal(plainLine('😀'.repeat(9), 5), '😀😀😀😀…');
  assert.equal(Array.from(plainLine('x'.repeat(100_000), 200)).length, 200);
  assert.equal(plainLine('12345', 5), '12345');
});

test('a page is read in the letters it is written in', () => {
  const title = (body: Uint8Array, type = 'text/html') => plainLine(readPage(textOf(body, type)).title ?? '', 99);
  const latin = Buffer.from('<title>Caf\xe9</title>', 'latin1');
  assert.equal(title(latin, 'text/html; charset=ISO-8859-1'), 'Café');
  assert.equal(title(latin, 'text/html;charset="windows-1252"'), 'Café');
  assert.equal(title(Buffer.from('<title>\x93Caf\xe9\x94</title>', 'latin1'), 'text/html; charset=latin1'), '“Café”');
  assert.equal(title(latin), 'Caf\ufffd');
  assert.equal(title(latin, 'text/html; charset=nonsense'), 'Caf\ufffd');
  assert.equal(title(Buffer.from('<meta charset="latin1"><title>Caf\xe9</title>', 'latin1')), 'Café');
  const old = '<meta http-equiv="Content-Type" content="text/html; charset=shift_jis"><title>';
  assert.equal(title(Buffer.concat([Buffer.from(old), Buffer.from([0x93, 0xfa, 0x96, 0x7b])])), '日本');
  assert.equal(title(Buffer.from('\ufeff<title>日本</title>', 'utf16le'), 'text/html; charset=latin1'), '日本');
  assert.equal(title(Buffer.from('<title>日本</title>')), '日本');
});
