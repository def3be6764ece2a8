import { isCjk } from './cjk.js';

const PUNCTUATION = /^[\p{P}\p{S}]$/u;
const SPACE = /^[\s\p{Zs}]?$/u;
// Combining marks, variation selectors and joiners belong to the character before them.
const ATTACHED = /^[\p{M}\u200d]$/u;

/**
 * Flanking as in CommonMark 0.31, section 6.2, with one more rule: punctuation at the edge of a run does not keep it
 * from opening or closing where Chinese, Japanese or Korean is written on either side of that punctuation, since these
 * languages put no spaces there: **「중요」**는, **가격(원):**1000. For CJK beside the run itself this is the proposal
 * "CJK-friendly emphasis"; it looks past the punctuation too. `_` stays as it is, for names such as __init__은.
 */
export function cjkFriendlyEmphasis(md) {
  md.inline.State = class extends md.inline.State {
    scanDelims(start, canSplitWord) {
      if (!canSplitWord) return super.scanDelims(start, canSplitWord);
      const marker = this.src[start];
      let end = start;
      while (end < this.posMax && this.src[end] === marker) end++;
      const before = edge(this.src, start, -1, 0);
      const after = edge(this.src, end, 1, this.posMax);
      return { can_open: flanks(after, before), can_close: flanks(before, after), length: end - start };
    }
  };
}

/** Whether a run belongs to the text on its inner side. */
function flanks(inner, outer) {
  if (SPACE.test(inner.character)) return false;
  if (!PUNCTUATION.test(inner.character)) return true;
  return SPACE.test(outer.character) || PUNCTUATION.test(outer.character) || isCjk(inner.character) || isCjk(outer.character) || isCjk(inner.word);
}

/** The character beside a run, and the first one beyond any punctuation; the empty string at the end of the text. */
function edge(text, at, step, limit) {
  let character = '';
  for (let next; (next = characterAt(text, at, step, limit)); at += step * next.length) {
    if (ATTACHED.test(next)) continue;
    character ||= next;
    if (!PUNCTUATION.test(next)) return { character, word: next };
  }
  return { character, word: '' };
}

function characterAt(text, at, step, limit) {
  if (at === limit) return '';
  if (step > 0) return String.fromCodePoint(text.codePointAt(at));
  const pair = at > 1 ? text.codePointAt(at - 2) : 0;
  return pair > 0xffff ? String.fromCodePoint(pair) : text[at - 1];
}
