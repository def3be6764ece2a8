/** Copied formulas contain their source. */
export function copySource(event) {
  const selection = getSelection();
  if (selection.isCollapsed || !event.clipboardData || event.target.closest?.('textarea, input')) return;
  const range = selection.getRangeAt(0).cloneRange();
  const first = formulaOf(range.startContainer);
  const last = formulaOf(range.endContainer);
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  const box = document.createElement('div');
  box.className = 'copied';
  box.append(range.cloneContents());
  const formulas = box.querySelectorAll('.math');
  if (!formulas.length) return;
  for (const formula of formulas) formula.replaceChildren(formula.dataset.source);
  // Only laid-out text has line breaks between its blocks.
  document.body.append(box);
  event.clipboardData.setData('text/plain', box.innerText);
  event.clipboardData.setData('text/html', box.innerHTML);
  event.preventDefault();
  box.remove();
}

const formulaOf = (node) => (node instanceof Element ? node : node.parentElement)?.closest('.math');
