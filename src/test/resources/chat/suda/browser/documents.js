/*
 * Runs in the page. Makes up documents from seeds, lets each grow in pieces cut anywhere, and compares the result with the
 * same document read whole. Answers with the first differences.
 */
async ({ first, last }) => {
  const { GrowingMarkdown } = await import(new URL('js/text/growing.js', document.baseURI));

  // Mulberry32.
  const random = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let value = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };

  const WORDS = ['word', 'another', '이것은', '결론', '中文', '「重要」', '日本語', 'مرحبا', 'שלום', 'a*b', 'x_y', '1~2시', '$5', 'US$6', '~', '*', '**', '`', '$', '<br>', '<b>', '&amp;', '\\*', '[x]', '!',
    '**굵게**는', '**「중요」**。', '*“강조”*은', '~~(취소)~~은', '**가격(원):**1000', '`code`', '``a ` b``', '$x^2$', '$\\frac{a}{b}$', '\\(y_1\\)', '$$e=mc^2$$', '\\[z\\]', 'https://example.com/docs에서',
    '(https://example.com)를', '[link](https://a.b "t")', '[ref]', '[ref][one]', '![image](https://a.b/c.png)', 'a@b.co으로', '**open', '_under_', '😀', '\\(half', '$half', '|'];

  const document_ = (seed) => {
    const next = random(seed);
    const below = (count) => Math.floor(next() * count);
    const pick = (list) => list[below(list.length)];
    const words = (most) => Array.from({ length: 1 + below(most) }, () => pick(WORDS)).join(pick([' ', ' ', ' ', '']));
    const lines = (most, makes) => Array.from({ length: 1 + below(most) }, makes).join('\n');
    const indent = (text, by) => text.split('\n').map((line, at) => (at && line ? ' '.repeat(by) + line : line)).join('\n');
    const fence = () => {
      const sign = pick(['```', '~~~', '````']);
      const inner = lines(5, () => pick(['', '    ```', '  x = 1;', '```js', '~~', '# no heading', '- no list', '$no$', '| a |', '     ~~~', '    ````', '``', 'text']));
      return `${pick(['', '', ' ', '   '])}${sign}${pick(['', 'java', 'js title'])}\n${inner.replaceAll(sign, ' x')}\n${pick([sign, sign, `  ${sign}`, `${sign}  `, ''])}`;
    };
    const table = () => `| a | ${words(2).replaceAll('|', '')} |\n|${pick(['---', ':--', '--:'])}|:-:|\n${lines(below(5) ? 4 : 40, () => `| ${words(3)} | ${words(2)} |`)}`;
    const list = (depth) => {
      const mark = pick(['- ', '* ', '1. ', '7) ', '+ ', '10. ']);
      return Array.from({ length: 1 + below(below(6) ? 4 : 30) }, () => mark + pick(['', '', '', '[ ] ', '[x] ']) + indent(depth && !below(3) ? blocks(depth - 1, 2) : words(8), mark.length - (below(12) ? 0 : 1)))
        .join(pick(['\n', '\n', '\n\n', '\n\n\n']));
    };
    const quote = (depth) => (depth ? blocks(depth - 1, 2) : words(8)).split('\n').map((line) => pick(['> ', '> ', '> ', '>', below(6) ? '> ' : '']) + line).join('\n');
    const block = (depth) => pick([
      () => lines(3, () => words(10)), () => lines(3, () => words(10)), () => words(below(4) ? 20 : 260), () => `${'#'.repeat(1 + below(6))} ${words(5)}`, fence, fence, table, () => list(depth), () => list(depth), () => list(depth), () => quote(depth),
      () => `$$${pick(['\n', ' '])}${pick(['a = b', 'x\n- y\n> 0', '\\frac{1}{2}', 'a\n\nb'])}${pick(['\n', ''])}${pick(['$$', '$$', '$$', ''])}`, () => `\\[\n${pick(['a', '+ b', '1. c'])}\n${pick(['\\]', ''])}`,
      () => '---', () => '***', () => '    indented\n\n    code', () => '<div>\nmarkup\n</div>', () => '<script>alert(1)</script>', () => `[${pick(['ref', 'one', 'x'])}]: https://example.com/${below(9)}${pick(['', ' "title"', '\n"title"', ' "open\nend"'])}`, () => 'Head\n====', () => 'Head\n---', () => '|', () => '1. ', () => '- ',
    ])();
    const blocks = (depth, most) => Array.from({ length: 1 + below(most) }, () => block(depth)).join(pick(['\n\n', '\n\n', '\n', '\n\n\n']));
    return { text: blocks(2, 9) + pick(['', '\n', '\n\n', ' ']), below };
  };

  // Sections are for layout only. What colours code comes later, when there is time.
  const shape = (root) => {
    const copy = root.cloneNode(true);
    copy.querySelectorAll('.section').forEach((section) => section.replaceWith(...section.childNodes));
    copy.querySelectorAll('code').forEach((code) => code.replaceChildren(code.textContent));
    copy.querySelectorAll('.math').forEach((formula) => formula.replaceChildren(formula.dataset.source));
    copy.normalize();
    return copy.innerHTML;
  };

  // Else what is shown when would depend on how fast the machine is.
  const { now } = performance;
  performance.now = () => 0;
  const differences = [];
  try {
    for (let seed = first; seed <= last; seed++) {
      const { text, below } = document_(seed);
      const most = [1, 4, 30, 200][below(4)] * (1 + Math.floor(text.length / 500));
      const grown = document.createElement('div');
      const growing = new GrowingMarkdown(grown);
      for (let at = 1 + below(most); at < text.length; at += 1 + below(most)) growing.update(text.slice(0, at));
      growing.update(text, { final: true });
      const whole = document.createElement('div');
      new GrowingMarkdown(whole).update(text, { final: true });
      if (shape(grown) !== shape(whole)) differences.push({ seed, text, grown: shape(grown), whole: shape(whole) });
      if (differences.length >= 3) break;
    }
  } finally {
    performance.now = now;
  }
  return differences;
}
