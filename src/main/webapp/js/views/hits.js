/** The search text in the conversation, highlighted without changing its nodes. */

const NAME = 'hits';
let shownFor = '';
let scrolledFor = '';
let ranges = [];

/**
 * Highlights the hits, and scrolls to the first one when the conversation is complete, once for each search text.
 *
 * @param scrollTo shows an element
 */
export function showHits(root, query, id, { complete, scrollTo }) {
  if (!globalThis.CSS?.highlights) return;
  const search = query ? `${id} ${query}` : '';
  const key = search && `${search} ${root.childElementCount} ${complete}`;
  if (key !== shownFor) {
    shownFor = key;
    ranges = query ? find(root, query.toLowerCase()) : [];
    if (ranges.length) CSS.highlights.set(NAME, new Highlight(...ranges));
    else CSS.highlights.delete(NAME);
  }
  if (search === scrolledFor) return;
  scrolledFor = complete ? search : '';
  if (complete && ranges.length) scrollTo(ranges[0].startContainer.parentElement);
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
