/* Runs in the page: what Markdown looks like read whole, and grown character by character, without what serves layout. */
async (markdown) => {
  const { GrowingMarkdown } = await import(new URL('js/text/growing.js', document.baseURI));
  const shown = (root) => {
    const copy = root.cloneNode(true);
    copy.querySelectorAll('.section, .code').forEach((box) => box.replaceWith(...box.childNodes));
    copy.querySelectorAll('.code-head').forEach((head) => head.remove());
    copy.querySelectorAll('.math').forEach((formula) => formula.replaceChildren(formula.dataset.source));
    copy.querySelectorAll('*').forEach((node) => {
      for (const { name } of [...node.attributes]) if (!['href', 'start', 'align'].includes(name)) node.removeAttribute(name);
    });
    return copy.innerHTML.replaceAll('\n', ' ').trim();
  };
  const whole = document.createElement('div');
  new GrowingMarkdown(whole).update(markdown, { final: true });
  const grown = document.createElement('div');
  const growing = new GrowingMarkdown(grown);
  for (let end = 1; end < markdown.length; end++) growing.update(markdown.slice(0, end));
  growing.update(markdown, { final: true });
  return [shown(whole), shown(grown)];
}
