import { Marked } from '../../lib/marked.esm.js';
import { t } from '../i18n.js';
import { highlight } from './highlight.js';
import { sanitise } from './sanitiser.js';

const escapeHtml = (text) => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

const renderer = {
  // The page has the first heading; a model's rank below it.
  heading({ tokens, depth }) {
    const rank = Math.min(6, depth + 1);
    return `<h${rank}>${this.parser.parseInline(tokens)}</h${rank}>\n`;
  },
  // Markup that a model writes is meant to be read, but for the line break, which tables cannot say otherwise.
  html({ text, block }) {
    if (/^<br\s*\/?>$/i.test(text.trim())) return '<br>';
    return block ? `<p>${escapeHtml(text.trim()).replaceAll('\n', '<br>')}</p>` : escapeHtml(text);
  },
  code({ text, lang }) {
    const name = /^[\w+#.-]{1,24}/.exec(lang ?? '')?.[0] ?? '';
    return `<pre><code title="${name}">${escapeHtml(text.replace(/\n$/, ''))}</code></pre>\n`;
  },
  // Loading it would tell another host who reads what, when.
  image({ href, text }) {
    return `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`;
  },
  checkbox({ checked }) {
    return checked ? '☑ ' : '☐ ';
  },
};

const tokenizer = {
  // Underlined headings are rare in answers, but the first dash of a list looks like one until the rest arrives.
  lheading() {
    return undefined;
  },
  // Korean writes ranges with one tilde (1~2시, 3~4명): only two strike out.
  del(source) {
    return /^~~(?!~)/.test(source) ? false : undefined;
  },
};

// CommonMark leaves **"말"**은 as it is, since a letter follows the closing signs; Korean particles always do.
const boldBeforeParticle = {
  name: 'boldBeforeParticle',
  level: 'inline',
  start: (source) => source.indexOf('**'),
  tokenizer(source) {
    const match = /^\*\*(?!\s)([^*\n]*[^*\s])\*\*(?=[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/u.exec(source);
    return match ? { type: 'strong', raw: match[0], text: match[1], tokens: this.lexer.inlineTokens(match[1]) } : undefined;
  },
};

const marked = new Marked({ gfm: true, breaks: true, renderer, tokenizer, extensions: [boldBeforeParticle] });

const SAFE = {
  ALLOWED_TAGS: ['p', 'br', 'hr', 'h2', 'h3', 'h4', 'h5', 'h6', 'strong', 'em', 'del', 'code', 'pre', 'blockquote',
    'ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'a'],
  ALLOWED_ATTR: ['href', 'title', 'start', 'align'],
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
  // Else they would be held to the pattern for addresses.
  ADD_URI_SAFE_ATTR: ['start', 'align'],
};

/** Markdown of a model, as nodes that are safe to show. What may still change is not worth its colours. */
export function render(markdown, { settled = true } = {}) {
  const fragment = sanitise(marked.parse(markdown), SAFE);
  fragment.querySelectorAll('a').forEach(dressLink);
  fragment.querySelectorAll('pre').forEach((pre) => dressCode(pre, settled));
  fragment.querySelectorAll('table').forEach(dressTable);
  return fragment;
}

/**
 * Up to where a long paragraph is settled, whatever follows: no mark is open that later text could close.
 * 0 where that cannot be told.
 */
export function settledInline(markdown) {
  const tokens = marked.lexer(markdown);
  if (tokens.length !== 1 || tokens[0].type !== 'paragraph') return 0;
  let settled = 0;
  let at = 0;
  for (const token of tokens[0].tokens) {
    if (token.type === 'text' && /[*_~`[\]<\\&!]|https?:|www\./.test(token.raw)) break;
    const space = token.type === 'text' ? token.raw.lastIndexOf(' ', token.raw.length - 2) : -1;
    // What goes on must not look like the beginning of a block.
    if (space >= 0 && /^[\p{L}]/u.test(token.raw.slice(space + 1))) settled = at + space + 1;
    at += token.raw.length;
  }
  return settled;
}

function dressLink(link) {
  if (!link.hasAttribute('href')) {
    link.replaceWith(...link.childNodes);
    return;
  }
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
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

// What scrolls must be reachable without a mouse.
function makeScrollable(box, key) {
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.dataset.i18nLabel = key;
  box.setAttribute('aria-label', t(key));
}
