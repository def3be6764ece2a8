import '../../lib/markdown-it.min.js';
import { t } from '../i18n.js';
import { direct } from './direction.js';
import { cjkFriendlyEmphasis } from './emphasis.js';
import { formulas } from './formulas.js';
import { highlight } from './highlight.js';
import { bareLinks } from './links.js';
import { showFormula } from './math.js';
import { sanitise } from './sanitiser.js';

// HTML of a model is shown as text. Underlined headings are rare in answers, but the first dash of a list looks like
// one until the rest arrives.
const md = globalThis.markdownit({ html: false, linkify: true, breaks: true }).disable('lheading').use(bareLinks).use(cjkFriendlyEmphasis).use(formulas);
const { escapeHtml } = md.utils;

// Only the line break, for which tables have no other syntax, is not text.
md.inline.ruler.before('autolink', 'html_break', (state, silent) => {
  const tag = /^<br\s*\/?>/i.exec(state.src.slice(state.pos, state.pos + 8))?.[0];
  if (!tag) return false;
  if (!silent) state.push('hardbreak', 'br', 0);
  state.pos += tag.length;
  return true;
});

md.core.ruler.after('inline', 'task', ({ tokens }) => {
  tokens.forEach(({ type, children }, at) => {
    const text = children?.[0];
    const item = tokens[at - 2];
    const sign = type === 'inline' && item?.type === 'list_item_open' && text?.type === 'text' && /^\[([ x])\] /i.exec(text.content)?.[1];
    if (!sign) return;
    text.content = `${sign === ' ' ? '☐' : '☑'} ${text.content.slice('[ ] '.length)}`;
    item.attrJoin('class', 'task');
  });
});

// The page has the first heading; a model's headings rank below it.
md.core.ruler.push('rank', ({ tokens }) => {
  for (const token of tokens) if (/^heading_/.test(token.type)) token.tag = `h${Math.min(6, Number(token.tag[1]) + 1)}`;
});

md.renderer.rules.fence = (tokens, at) => codeBlock(tokens[at].content, tokens[at].info);
md.renderer.rules.s_open = () => '<del>';
md.renderer.rules.s_close = () => '</del>';
md.renderer.rules.code_block = (tokens, at) => codeBlock(tokens[at].content, '');
// Loading images would tell other hosts who reads what, and when.
md.renderer.rules.image = (tokens, at) => {
  const address = escapeHtml(tokens[at].attrGet('src'));
  return `<a href="${address}">${escapeHtml(tokens[at].content) || address}</a>`;
};
for (const cell of ['th_open', 'td_open']) {
  md.renderer.rules[cell] = (tokens, at) => {
    const align = /(?:left|right|center)$/.exec(tokens[at].attrGet('style') ?? '')?.[0];
    return `<${tokens[at].tag}${align ? ` align="${align}"` : ''}>`;
  };
}

function codeBlock(content, info) {
  const name = /^\s*([\w+#.-]{1,24})/.exec(info)?.[1] ?? '';
  return `<pre><code title="${name}">${escapeHtml(content.replace(/\n$/, ''))}</code></pre>\n`;
}

const SAFE = {
  ALLOWED_TAGS: ['p', 'br', 'hr', 'h2', 'h3', 'h4', 'h5', 'h6', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'span',
    'ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'a'],
  ALLOWED_ATTR: ['href', 'title', 'start', 'align'],
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
  // Otherwise they would be checked by the pattern for addresses.
  ADD_URI_SAFE_ATTR: ['start', 'align'],
};

/**
 * Markdown of a model, as safe nodes. Parts that may still change are not highlighted, and an unclosed formula is left
 * out. Link definitions are looked up in, and added to, `references`.
 */
export function render(markdown, { settled = true, references = {} } = {}) {
  const env = { growing: !settled, references: settled ? references : { ...references } };
  const fragment = sanitise(md.render(markdown, env), SAFE);
  fragment.querySelectorAll('a').forEach(dressLink);
  fragment.querySelectorAll('pre').forEach((pre) => dressCode(pre, settled));
  fragment.querySelectorAll('table').forEach(dressTable);
  fragment.querySelectorAll('span[title]').forEach(dressFormula);
  direct(fragment);
  return fragment;
}

/** The block tokens of a text that may continue, without their inline tokens. */
export function parseBlocks(markdown) {
  const tokens = [];
  md.block.parse(markdown, md, { growing: true, references: {} }, tokens);
  return tokens;
}

/** The tokens of a line, flattened. */
export const parseInline = (text) => md.parseInline(text, { references: {} })[0].children;

function dressLink(link) {
  if (!link.hasAttribute('href')) {
    link.replaceWith(...link.childNodes);
    return;
  }
  link.classList.toggle('bare', link.textContent === link.getAttribute('href'));
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
}

function dressFormula(span) {
  const display = span.title === 'display';
  span.removeAttribute('title');
  if (display) makeScrollable(span, 'formula');
  showFormula(span, display);
}

function dressCode(pre, settled) {
  const code = pre.firstElementChild;
  const language = code?.title ?? '';
  code?.removeAttribute('title');
  const head = document.createElement('div');
  head.className = 'code-head';
  const label = document.createElement('span');
  label.className = 'code-lang';
  label.textContent = language;
  const copy = document.createElement('button');
  copy.className = 'button';
  copy.type = 'button';
  copy.dataset.copyCode = '';
  copy.dataset.i18n = 'copy';
  copy.textContent = t('copy');
  copy.setAttribute('aria-label', t('copyCode'));
  copy.dataset.i18nLabel = 'copyCode';
  head.append(label, copy);
  const figure = document.createElement('figure');
  figure.className = 'code';
  pre.replaceWith(figure);
  makeScrollable(pre, 'code');
  figure.append(head, pre);
  if (settled && code && language) highlight(code, language);
}

function dressTable(table) {
  const box = document.createElement('div');
  box.className = 'table';
  makeScrollable(box, 'table');
  table.replaceWith(box);
  box.append(table);
}

// Scrollable parts must be reachable by keyboard.
function makeScrollable(box, key) {
  box.tabIndex = 0;
  box.setAttribute('role', 'group');
  box.dataset.i18nLabel = key;
  box.setAttribute('aria-label', t(key));
}
