/** Highlights the search text in the conversation, without changing its nodes, and scrolls to the first hit. */

const NAME = 'hits';
let shownFor = '';

export function showHits(root, query, id) {
  if (!globalThis.CSS?.highlights) return;
  const key = query ? `${id} ${query} ${root.childElementCount}` : '';
  if (key === shownFor) return;
  shownFor = key;
  CSS.highlights.delete(NAME);
  if (!query) return;
  const ranges = find(root, query.toLowerCase());
  if (!ranges.length) return;
  CSS.highlights.set(NAME, new Highlight(...ranges));
  ranges[0].startContainer.parentElement.scrollIntoView({ block: 'center' });
}

function find(root, wanted) {
  const ranges = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data.toLowerCase();
    // Lower case may be longer, as for İ: then the offsets would not match.
    if (text.length !== node.length) continue;
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      ranges.push(range);
    }
  }
  return ranges;
}
