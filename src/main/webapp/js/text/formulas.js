/** Formulas in Markdown: `$…$` and `\(…\)` in a line, `$$…$$` and `\[…\]` displayed. */

const DISPLAY = { $$: '$$', '\\[': '\\]' };
const TEX = /[\\^_{}=]/;
// Text that may still become a formula is held back up to here.
const LONGEST_HELD = 2000;

export function formulas(md) {
  md.inline.ruler.before('escape', 'formula', inlineRule);
  md.block.ruler.before('fence', 'formula_block', blockRule, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
  // The only text to which more may be appended.
  md.core.ruler.before('inline', 'formula_held', ({ tokens, env }) => {
    const last = tokens.findLast(({ nesting }) => nesting >= 0);
    env.open = env.growing && last?.type === 'inline' ? last.children : null;
  });
  const formula = ({ content, meta }) => (meta.held ? '' : `<span title="${meta.display ? 'display' : 'inline'}">${md.utils.escapeHtml(content)}</span>`);
  md.renderer.rules.formula = (tokens, at) => formula(tokens[at]);
  md.renderer.rules.formula_block = (tokens, at) => (tokens[at].meta.held ? '' : `<p>${formula(tokens[at])}</p>`);
}

/** TeX of a formula as written in the text. */
export const texOf = (source) => (/^\$(?!\$)/.test(source) ? source.slice(1, -1) : source.slice(2, -2));

function inlineRule(state, silent) {
  const { src, pos, posMax } = state;
  const opening = openingAt(src, pos);
  if (!opening) return false;
  const end = closingAfter(src.slice(0, posMax), pos, opening);
  const held = end < 0 && state.tokens === state.env.open && mayBecomeFormula(src.slice(pos, posMax), opening);
  if (end < 0 && !held) return false;
  if (!silent) {
    const token = state.push('formula', '', 0);
    token.content = src.slice(pos, held ? posMax : end);
    token.meta = { display: opening in DISPLAY, held };
  }
  state.pos = held ? posMax : end;
  return true;
}

function openingAt(text, at) {
  if (text[at] === '\\') return /[([]/.test(text[at + 1] ?? '') ? text.slice(at, at + 2) : null;
  if (text[at] !== '$') return null;
  if (text[at + 1] === '$') return text[at + 2] === '$' || text[at - 1] === '$' ? null : '$$';
  // US$5 and a$b are not formulas.
  return /[A-Za-z\d$]/.test(text[at - 1] ?? '') ? null : '$';
}

/** The end of the formula, or -1 if it is none. */
function closingAfter(text, start, opening) {
  const from = start + opening.length;
  const closing = { '\\(': '\\)', '\\[': '\\]' }[opening] ?? opening;
  const at = unescaped(text, closing, from);
  if (at < 0) return -1;
  const content = text.slice(from, at);
  const end = at + closing.length;
  if (!content.trim()) return -1;
  // \[1\] and \[text\](address) are escaped brackets.
  if (opening === '\\[') return /^[\d\s,–-]+$/.test(content) || text[end] === '(' ? -1 : end;
  return opening !== '$' || isFormula(content, text[end] ?? '') ? end : -1;
}

function unescaped(text, sign, from) {
  for (let at = text.indexOf(sign, from); at >= 0; at = text.indexOf(sign, at + 1)) {
    let slashes = 0;
    while (at - slashes > from && text[at - slashes - 1] === '\\') slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** As in Pandoc: no space inside the signs, no digit after them. Also no amounts of money and no shell variables. */
function isFormula(content, following) {
  if (/^\s|\s$|[\n`]/.test(content) || /\d/.test(following)) return false;
  if (/[A-Za-z]/.test(following) && content.length > 1 && !/[\\^{]/.test(content)) return false;
  return !isMoney(content);
}

/** A number followed by words: `5 and that's 6`, `5이고`. */
const isMoney = (content) => /^\d[\d.,]*\s*[-–~]?\s*\p{L}{2,}/u.test(content) && !TEX.test(content);

function mayBecomeFormula(rest, opening) {
  if (rest.length > LONGEST_HELD) return false;
  const content = rest.slice(opening.length);
  if (opening === '$') return !/^\s|[\n`]/.test(content) && unescaped(rest, '$', 1) < 0 && !isMoney(content) && !isProse(content);
  return unescaped(rest, opening === '$$' ? '$$' : opening === '\\(' ? '\\)' : '\\]', 2) < 0;
}

const isProse = (content) => !TEX.test(content) && /\p{L}{2,}\s+\p{L}{2,}|[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}]{3}/u.test(content);

/** A displayed formula on its own lines; lists and quotes inside are ignored. A blank line ends it. */
function blockRule(state, startLine, endLine, silent) {
  const opening = opensBlock(state, startLine);
  if (!opening) return false;
  for (let line = startLine; line < endLine; line++) {
    const text = state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]).trimEnd();
    if (line > startLine && (!text || state.sCount[line] < state.blkIndent)) return false;
    const closing = closesBlock(line > startLine ? text : text.slice(2), DISPLAY[opening]);
    if (closing === 'early') return false;
    if (closing === 'end') return pushBlock(state, startLine, line + 1, false, silent);
  }
  const open = state.env.growing && endLine === state.lineMax && endLine === state.bMarks.length - 1;
  return open && pushBlock(state, startLine, endLine, true, silent);
}

function opensBlock(state, line) {
  if (state.sCount[line] - state.blkIndent >= 4) return null;
  const at = state.bMarks[line] + state.tShift[line];
  const opening = state.src.slice(at, at + 2);
  return opening in DISPLAY && state.src[at + 2] !== '$' ? opening : null;
}

function closesBlock(text, closing) {
  const at = unescaped(text, closing, 0);
  if (at < 0) return null;
  return at === text.length - 2 ? 'end' : 'early';
}

function pushBlock(state, startLine, endLine, held, silent) {
  const content = state.getLines(startLine, endLine, state.blkIndent, false).trim();
  if (!held && (content.length < 5 || !content.slice(2, -2).trim() || /^\\\[[\d\s,–-]+\\\]$/.test(content))) return false;
  if (silent) return true;
  const token = state.push('formula_block', '', 0);
  token.block = true;
  token.content = content;
  token.map = [startLine, endLine];
  token.meta = { display: true, held };
  state.line = endLine;
  return true;
}
