import { texOf } from './formulas.js';

const LIBRARY = new URL('../../lib/katex/', import.meta.url);
const LONGEST = 10_000;
const CACHED = 200;
// Both would set a style by attribute, which the content security policy forbids.
const macros = () => ({ '\\pmb': '\\boldsymbol{#1}', '\\fcolorbox': colorbox });
const colorbox = (context) => {
  context.consumeArgs(1);
  return '\\colorbox';
};

let katex = null;
let loading = null;
const waiting = new Set();
const rendered = new Map();

/** Renders the formula whose source is the text of the node, by KaTeX, which the first formula loads. */
export function showFormula(node, display) {
  node.dataset.source = node.textContent;
  node.classList.add('math', display ? 'math-display' : 'math-inline');
  if (katex) typeset(node);
  else {
    node.classList.add('math-waiting');
    waiting.add(node);
    loading ??= load();
  }
}

async function load() {
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = new URL('katex.min.css', LIBRARY);
  document.head.append(style);
  try {
    await import(new URL('katex.min.js', LIBRARY));
    katex = globalThis.katex;
    waiting.forEach(typeset);
  } catch {
    // The source is shown; the next formula retries.
    loading = null;
    waiting.forEach((node) => node.classList.remove('math-waiting'));
  }
  waiting.clear();
}

/** Invalid TeX stays as its source. KaTeX sets styles by CSSOM when it renders into a node. */
function typeset(node) {
  node.classList.remove('math-waiting');
  const { source } = node.dataset;
  const displayMode = node.classList.contains('math-display');
  if (!rendered.has(source)) {
    const result = document.createElement('span');
    try {
      if (source.length > LONGEST) throw new RangeError('too long');
      katex.render(texOf(source), result, { displayMode, throwOnError: true, strict: 'ignore', trust: false, maxSize: 20, macros: macros() });
    } catch {
      result.replaceChildren(source);
      result.className = 'math-source';
    }
    rendered.set(source, result);
    if (rendered.size > CACHED) rendered.delete(rendered.keys().next().value);
  }
  const result = rendered.get(source).cloneNode(true);
  node.classList.toggle('math-wrong', result.className !== '');
  node.replaceChildren(...result.childNodes);
}
