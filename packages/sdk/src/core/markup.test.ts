import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {mentionOf} from '../../test/world.js';
import type {TextRange} from '../protocol/index.js';
import {parseMarkup, toMarkup} from './markup.js';

/** The text with its ranges drawn in: `<bold>so</bold>`. */
function drawn({text, ranges}: {text: string; ranges: readonly TextRange[]}): string {
  const marks: [number, number, string][] = ranges.flatMap(
    ({type, start, end, ...more}, index): [number, number, string][] => {
      const details = Object.values(more).join(' ');
      return [
        [start, 1e6 + index, `<${type}${details && ` ${details}`}>`],
        [end, -index, `</${type}>`],
      ];
    },
  );
  marks.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let [out, at] = ['', 0];
  for (const [offset, , mark] of marks) {
    out += text.slice(at, offset) + mark;
    at = offset;
  }
  return out + text.slice(at);
}

const golden: [string, string, string][] = [
  ['bold', 'a **b c** d', 'a <bold>b c</bold> d'],
  ['italic by star and by line', '*a* _b_', '<italic>a</italic> <italic>b</italic>'],
  ['strike', '~~a~~', '<strike>a</strike>'],
  ['code', '`a **b**` c', '<code>a **b**</code> c'],
  ['marks inside marks', '**a _b ~~c~~_**', '<bold>a <italic>b <strike>c</strike></italic></bold>'],
  ['three stars', '***a*** b', '<bold><italic>a</italic></bold> b'],
  ['three stars closed apart', '***a* b**', '<bold><italic>a</italic> b</bold>'],
  ['crossing marks: the inner one stays as typed', '**a *b** c*', '<bold>a *b</bold> c*'],
  ['marks need ink at their inside', '** a ** * b * 2 * 3', '** a ** * b * 2 * 3'],
  ['no marks inside words', 'snake_case_name 2*3*4 a**b**c', 'snake_case_name 2*3*4 a**b**c'],
  ['marks inside text without spaces', '这是**粗体**字', '这是<bold>粗体</bold>字'],
  ['unclosed marks', '**a and `b and ~~c', '**a and `b and ~~c'],
  ['marks end with the line', '**a\nb**', '**a\nb**'],
  ['empty marks', '**** `` ~~~~ __', '**** `` ~~~~ __'],
  ['a backslash takes the meaning away', '\\*a\\* \\`b\\` c:\\dir', '*a* `b` c:\\dir'],
  ['a shrug keeps its arm', '¯\\_(ツ)_/¯', '¯\\_(ツ)_/¯'],
  ['kisses and cats', ':* :* >_<', ':* :* >_<'],
  [
    'a link, without what ends the sentence',
    'see https://a.b/c?d=e_f_g. (http://x.y/(z))',
    'see <link https://a.b/c?d=e_f_g>https://a.b/c?d=e_f_g</link>. (<link http://x.y/(z)>http://x.y/(z)</link>)',
  ],
  [
    'a link that ends in a slash, and one that is nothing',
    'https://a.b/ https:// http://. https://../x',
    '<link https://a.b/>https://a.b/</link> https:// http://. <link https://../x>https://../x</link>',
  ],
  ['a link with a capital, as phones write it', 'Https://a.b', '<link Https://a.b>Https://a.b</link>'],
  ['a bold link', '**https://a.b/c**', '<bold><link https://a.b/c>https://a.b/c</link></bold>'],
  ['a link longer than links may be', `https://a.b/${'x'.repeat(2000)} y`, `https://a.b/${'x'.repeat(2000)} y`],
  ['mailto', 'mailto:a@b.c!', '<link mailto:a@b.c>mailto:a@b.c</link>!'],
  [
    'no links of other kinds',
    'javascript:alert(1) xhttps://a.b ftp://a.b https:// mailto:',
    'javascript:alert(1) xhttps://a.b ftp://a.b https:// mailto:',
  ],
  ['a quote', '> a **b**\n> c\nd', '<quote>a <bold>b</bold>\nc</quote>\nd'],
  ['a quote with an empty line', '> a\n>\n> b', '<quote>a\n\nb</quote>'],
  ['no quote without a space', '>a\n>:( \n>', '>a\n>:( \n>'],
  ['items', '- a\n- b\n  - c', '<list-item>a</list-item>\n<list-item>b</list-item>\n<list-item 1>c</list-item>'],
  ['numbers that count', '1. a\n2. b\n9. c', '<list-item true>a</list-item>\n<list-item true>b</list-item>\n9. c'],
  ['a year is no list', '1984. What a year', '1984. What a year'],
  ['an item needs words', '- \n-a\n---', '- \n-a\n---'],
  ['items in a quote', '> - a', '<quote><list-item>a</list-item></quote>'],
  ['escaped blocks', '\\> a\n\\- b\n1\\. c', '> a\n- b\n1. c'],
  [
    'a code block',
    'a\n```js\nlet *x* = `y`;\n\n> z\n```\nb',
    'a\n<code-block js>let *x* = `y`;\n\n> z</code-block>\nb',
  ],
  ['a code block without a language', '```\na\n```', '<code-block>a</code-block>'],
  ['an unclosed code block', '```js\n**a**', '```js\n<bold>a</bold>'],
  ['an empty code block', '```\n```\na', '```\n```\na'],
  ['nothing', '', ''],
];
for (const [name, typed, shown] of golden) {
  test(`markup: ${name}`, () => assert.equal(drawn(parseMarkup(typed)), shown));
}

test('ranges without syntax are carried over, and nothing inside them is markup', () => {
  const typed = '**hi @a_b_ and** _you_';
  const {text, ranges} = parseMarkup(typed, [{...mentionOf('a_b_'), start: 5, end: 10}]);
  assert.equal(text, 'hi @a_b_ and you');
  assert.deepEqual(ranges, [
    {type: 'bold', start: 0, end: 12},
    {type: 'mention', start: 3, end: 8, user: 'a_b_'},
    {type: 'italic', start: 13, end: 16},
  ]);
});

test('more ranges than a message may have are left out, the words are not (PWP-LIMIT-001)', () => {
  const {text, ranges} = parseMarkup('*a* '.repeat(600));
  assert.deepEqual([text.length, ranges.length], [1_200, 500]);
});

test('offsets count UTF-16 code units', () => {
  assert.deepEqual(parseMarkup('😀 **😀😀**').ranges, [{type: 'bold', start: 3, end: 7}]);
});

for (const [name, typed, shown] of golden) {
  test(`editing gives back what was sent: ${name}`, () => {
    const sent = parseMarkup(typed);
    const edited = toMarkup(sent.text, sent.ranges);
    assert.equal(drawn(parseMarkup(edited.text, edited.ranges)), shown);
  });
}

test('what reads the same is not escaped', () => {
  for (const typed of [
    'snake_case and 2*3',
    '**bold** and `code`',
    '> q\n\n- a\n  - b\n1. c',
    'https://a.b/c_d_e',
    '```js\nx\n```',
  ]) {
    const {text, ranges} = parseMarkup(typed);
    assert.equal(toMarkup(text, ranges).text, typed);
  }
});

test('text that looks like markup but is none is escaped', () => {
  assert.equal(toMarkup('**a** > b', []).text, '\\*\\*a\\*\\* > b');
  for (const text of ['**a**', '> a', '- a', '1. a', '```\na\n```', '`a`', '\\*a\\*', '_a_ \\']) {
    const edited = toMarkup(text, []);
    assert.deepEqual(parseMarkup(edited.text, edited.ranges), {text, ranges: []});
  }
});

test('mentions and titled links keep their places in what is edited', () => {
  const ranges: TextRange[] = [
    {type: 'bold', start: 0, end: 6},
    {type: 'mention', start: 3, end: 6, user: 'bo_'},
    {type: 'link', start: 7, end: 11, url: 'https://a.b'},
  ];
  const edited = toMarkup('hi @bo here', ranges);
  assert.equal(edited.text, '**hi @bo** here');
  assert.deepEqual(parseMarkup(edited.text, edited.ranges), {text: 'hi @bo here', ranges});
});

const noise = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '*',
        '**',
        '_',
        '~~',
        '`',
        '```',
        '\n',
        '\n> ',
        '\n- ',
        '\n1. ',
        '\n2. ',
        '\n```\n',
        '\\',
        ' ',
        '  ',
        '(',
        ')',
        '.',
        'h',
        'https://a.b',
        'mailto:',
        '¯',
        '¯\\_(ツ)_/¯',
        '😀',
        '>',
        '-',
      ),
      fc.string({maxLength: 4}),
    ),
    {maxLength: 40},
  )
  .map((parts) => parts.join(''));

test('whatever is typed, what is left is the typed text without markers, and ranges lie inside, in order and nested', () => {
  fc.assert(
    fc.property(noise, (typed) => {
      const {text, ranges} = parseMarkup(typed);
      let at = 0;
      for (const char of text.split('')) {
        at = typed.indexOf(char, at) + 1;
        assert.ok(at > 0, 'letters come from what was typed, in its order');
      }
      for (const [index, {start, end}] of ranges.entries()) {
        assert.ok(start >= 0 && start < end && end <= text.length);
        assert.ok(start >= (ranges[index - 1]?.start ?? 0));
      }
      const inline = ranges.filter(({type}) => ['bold', 'italic', 'strike', 'code'].includes(type));
      for (const a of inline) {
        assert.ok(!text.slice(a.start, a.end).includes('\n'));
        for (const b of inline)
          assert.ok(
            a.end <= b.start ||
              b.end <= a.start ||
              (a.start <= b.start && b.end <= a.end) ||
              (b.start <= a.start && a.end <= b.end),
          );
      }
    }),
    {numRuns: 3_000},
  );
});

test('editing and sending again without a change gives the same text, whatever the ranges', () => {
  const range = fc.tuple(
    fc.constantFrom('bold', 'italic', 'strike', 'code', 'code-block', 'quote', 'list-item', 'mention', 'link'),
    fc.nat(40),
    fc.nat(10),
  );
  fc.assert(
    fc.property(noise, fc.array(range, {maxLength: 6}), (text, spots) => {
      const ranges = spots
        .map(
          ([type, start, length]): TextRange => ({
            type: type as TextRange['type'],
            start: Math.min(start, text.length),
            end: Math.min(start + length, text.length),
            ...(type === 'mention' && {user: 'bo'}),
            ...(type === 'link' && {url: 'https://a.b'}),
          }),
        )
        .filter(({start, end}) => start < end);
      const edited = toMarkup(text, ranges);
      assert.equal(parseMarkup(edited.text, edited.ranges).text, text);
    }),
    {numRuns: 3_000},
  );
});

test('what people write comes back with all its ranges', () => {
  const words = fc
    .array(
      fc.constantFrom(
        'so',
        '**so**',
        '*so so*',
        '_so_',
        '~~so~~',
        '`so`',
        'https://a.b/c',
        '**so _so_ so**',
        'a_b',
        '\\*',
      ),
      {minLength: 1, maxLength: 6},
    )
    .map((list) => list.join(' '));
  const lines = fc.array(
    fc.tuple(fc.constantFrom('', '', '> ', '- ', '  - '), words).map((parts) => parts.join('')),
    {maxLength: 6},
  );
  fc.assert(
    fc.property(lines, (typed) => {
      const sent = parseMarkup(typed.join('\n'));
      const edited = toMarkup(sent.text, sent.ranges);
      assert.deepEqual(parseMarkup(edited.text, edited.ranges), sent);
    }),
    {numRuns: 1_000},
  );
});

test('8,000 characters of the worst kind take linear time (S32)', () => {
  const worst = [
    '*',
    '**a ',
    '_a ',
    '~~a ',
    '`',
    '`a',
    '```js\n',
    '> ',
    '>\n',
    '- a\n',
    '1. ',
    '\\',
    '\\*',
    '[',
    'h',
    'http',
    'https://',
    'https://a.b ',
    'https://a.b/(((',
    'mailto:)',
    '*_~~`',
    '**a*',
    '*a **b _c ~~d ',
    'a**',
    '***a',
    ' \n',
    '\n',
  ];
  for (const piece of worst) {
    const typed = piece.repeat(Math.ceil(8_000 / piece.length)).slice(0, 8_000);
    parseMarkup(typed);
    const times = [1, 8].map((factor) => {
      const text = typed.repeat(factor);
      const runs = Array.from({length: 8}, () => {
        // of the processor, not of the wall: other work on the machine does not count
        const before = process.cpuUsage();
        parseMarkup(text);
        const {user, system} = process.cpuUsage(before);
        return (user + system) / 1000;
      });
      return Math.min(...runs);
    }) as [number, number];
    // squared time would take 64 times as long
    assert.ok(times[1] < 24 * times[0] + 20, `${JSON.stringify(piece)}: ${times.join(' ms, eight times as long ')} ms`);
  }
});
