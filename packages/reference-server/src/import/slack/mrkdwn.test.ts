import assert from 'node:assert/strict';
import {test} from 'node:test';
import {emojiOf} from './emoji.js';
import {readMrkdwn} from './mrkdwn.js';

const names = {
  person: (id: string) => (id === 'U1' ? {user: 'slack:U1', name: 'ann_b'} : undefined),
  channel: (id: string) => (id === 'C1' ? 'general' : undefined),
};

/** The text with its ranges drawn in: `<bold>so</bold>`. */
function drawn(raw: string): string {
  const {text, ranges} = readMrkdwn(raw, names);
  const marks = ranges.flatMap(({type, start, end, ...more}, index): [number, number, string][] => [
    [start, 1e6 + index, `<${[type, ...Object.values(more)].join(' ')}>`],
    [end, -index, `</${type}>`],
  ]);
  marks.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let [out, at] = ['', 0];
  for (const [offset, , mark] of marks) {
    out += text.slice(at, offset) + mark;
    at = offset;
  }
  return out + text.slice(at);
}

const golden: [string, string, string][] = [
  ['marks', '*a* _b_ ~c~', '<bold>a</bold> <italic>b</italic> <strike>c</strike>'],
  ['marks inside marks', '*a _b ~c~_*', '<bold>a <italic>b <strike>c</strike></italic></bold>'],
  ['marks that cross: the inner one stays', '*a _b* c_', '<bold>a _b</bold> c_'],
  ['no marks inside words and without ink', 'a_b_c 2 * 3 * 4 **', 'a_b_c 2 * 3 * 4 **'],
  ['marks end with the line', '*a\nb*', '*a\nb*'],
  ['a mark inside another of its kind', '*a *b*', '<bold>a *b</bold>'],
  ['entities', '1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;lt;', '1 < 2 && 3 > 2 &lt;'],
  ['code', '`*a* &lt;b&gt;` and *`c`*', '<code>*a* <b></code> and <bold><code>c</code></bold>'],
  ['a block of code', 'so:```\nlet *x* = 1;\n```then', 'so:\n<code-block>let *x* = 1;</code-block>\nthen'],
  ['an address in code is what it says', '`<https://a.b|a.b>`', '<code>a.b</code>'],
  ['an unclosed block', '```a', '```a'],
  ['somebody', 'hi <@U1>!', 'hi <mention slack:U1>@ann_b</mention>!'],
  ['a name is no markup', '_<@U1>_', '<italic><mention slack:U1>@ann_b</mention></italic>'],
  ['somebody unknown', '<@U9> <@U9|cat>', '@U9 @cat'],
  ['channels', '<#C1> <#C1|general> <#C1|> <#C9|other> <#C9>', '#general #general #general #other #C9'],
  ['everybody', '<!here> <!channel> <!everyone|everyone>', '@here @channel everyone'],
  ['a group of people, and a date', '<!subteam^S1|@devs> <!date^1392734382^{date}|Feb 18>', '@devs Feb 18'],
  [
    'addresses',
    '<https://a.b/?x=1&amp;y=2> <https://a.b/c_d_|the *site*>',
    '<link https://a.b/?x=1&y=2>https://a.b/?x=1&y=2</link> <link https://a.b/c_d_>the *site*</link>',
  ],
  ['a mail address', '<mailto:a@b.c|a@b.c>', '<link mailto:a@b.c>a@b.c</link>'],
  ['an address that is not safe', '<javascript:alert(1)|click>', 'click (javascript:alert(1))'],
  ['a quote', '&gt; a *b*\n&gt;c\nd', '<quote>a <bold>b</bold>\nc</quote>\nd'],
  ['a quote of all that follows', 'a\n&gt;&gt;&gt; b\nc', 'a\n<quote>b\nc</quote>'],
  ['emoji', ':+1::skin-tone-2: :tada: :party-parrot: 10:30:45', '👍🏻 🎉 :party-parrot: 10:30:45'],
  ['emoji in code stay', '`:tada:`', '<code>:tada:</code>'],
];

for (const [name, raw, expected] of golden) test(`Slack's markup: ${name}`, () => assert.equal(drawn(raw), expected));

test('emoji have the names Slack gives them; flags are made of their letters', () => {
  assert.equal(emojiOf('thumbsup'), '👍');
  assert.equal(emojiOf('simple_smile'), '🙂');
  assert.equal(emojiOf('flag-de'), '🇩🇪');
  assert.equal(emojiOf('point_up::skin-tone-6'), '☝🏿');
  assert.equal(emojiOf('party-parrot'), undefined);
});

test('a message of marks alone is read in no time', () => {
  const began = performance.now();
  for (const mark of ['*', '_ ', '*a ', '<', ':', '`', '&gt;\n']) readMrkdwn(mark.repeat(13_000), names);
  assert.ok(performance.now() - began < 5_000);
});
