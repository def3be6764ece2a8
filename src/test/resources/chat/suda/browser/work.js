/*
 * Runs in the page: lets a text grow in tokens of eight characters, and answers with what a token costs on average in the
 * second and in the last fifth of it: characters of markup made into nodes, and nodes added or removed.
 */
async (markdown) => {
  const { GrowingMarkdown } = await import(new URL('js/text/growing.js', document.baseURI));
  const { sanitize } = DOMPurify;
  let characters = 0;
  DOMPurify.sanitize = function (markup, ...rest) {
    characters += markup.length;
    return sanitize.call(this, markup, ...rest);
  };
  const { now } = performance;
  performance.now = () => 0;
  const root = document.createElement('div');
  document.getElementById('messages').append(root);
  const observer = new MutationObserver(() => {});
  observer.observe(root, { childList: true, characterData: true, subtree: true });
  const growing = new GrowingMarkdown(root);
  const fifths = Array.from({ length: 5 }, () => ({ tokens: 0, characters: 0, nodes: 0 }));
  for (let end = 8; end < markdown.length; end += 8) {
    characters = 0;
    growing.update(markdown.slice(0, end));
    const fifth = fifths[Math.floor((5 * end) / markdown.length)];
    fifth.tokens++;
    fifth.characters += characters;
    fifth.nodes += observer.takeRecords().reduce((sum, { addedNodes, removedNodes }) => sum + addedNodes.length + removedNodes.length + 1, 0);
  }
  observer.disconnect();
  root.remove();
  DOMPurify.sanitize = sanitize;
  performance.now = now;
  const cost = ({ tokens, characters: all, nodes }) => ({ characters: all / tokens, nodes: nodes / tokens });
  return [cost(fifths[1]), cost(fifths[4])];
}
