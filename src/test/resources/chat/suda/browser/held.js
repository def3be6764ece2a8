/*
 * Runs in the page, where formulas can be shown already: lets a text grow character by character and answers with each
 * moment at which signs of TeX or an error were seen, or the text above got less high.
 */
async (markdown) => {
  const { GrowingMarkdown } = await import(new URL('js/text/growing.js', document.baseURI));
  const root = document.createElement('div');
  root.className = 'markdown';
  document.getElementById('messages').append(root);
  const growing = new GrowingMarkdown(root);
  const { now } = performance;
  performance.now = () => 0;
  const faults = [];
  let height = 0;
  for (let end = 1; end <= markdown.length; end++) {
    growing.update(markdown.slice(0, end), { final: end === markdown.length });
    const copy = root.cloneNode(true);
    copy.querySelectorAll('annotation').forEach((source) => source.remove());
    const seen = copy.textContent.match(/[\\$^_{}]/)?.[0];
    if (seen || root.querySelector('.math-wrong, .katex-error')) faults.push(`${markdown.slice(0, end)}: ${seen}`);
    if (root.offsetHeight < height) faults.push(`${markdown.slice(0, end)}: ${height} to ${root.offsetHeight}`);
    height = root.offsetHeight;
  }
  performance.now = now;
  root.remove();
  return faults;
}
