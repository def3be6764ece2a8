import { parseBlocks, parseInline } from './markdown.js';

const MARKS = /[*_~`[\]<\\&!$]|https?:|www\.|@/;

/**
 * Properties of growing blocks. In CommonMark a block that is followed by another one does not change, so of whole
 * lines everything before the last block is final. Offsets refer to the given text.
 */

/**
 * The last block of whole lines: {type, start, part, end}. `part` is the start of its last list item or table row; `end`
 * where an indented or fenced block of code has been closed, else null; `code` is {content, sign} of one that is open.
 */
export function lastBlock(markdown) {
  const tokens = parseBlocks(markdown);
  const top = tokens.filter(({ level, nesting }) => level === 0 && nesting >= 0);
  // An unclosed formula may turn out to be none, and then belongs to the block before.
  if (top.at(-1)?.meta?.held && top.length > 1) return unknown(lineStarts(markdown)[top.at(-2).map[0]]);
  if (!top.length) return unknown(0);
  const { type, map, markup } = top.at(-1);
  const starts = lineStarts(markdown);
  // Link definitions produce no block; the last one may continue in the next line.
  if (markdown.slice(starts[map[1]] ?? markdown.length).trim()) return unknown(starts[map[1]]);
  const start = starts[map[0]];
  const piece = { table_open: 'tr_open', bullet_list_open: 'list_item_open', ordered_list_open: 'list_item_open' }[type];
  const inner = tokens.findLast((token) => token.type === piece && (piece === 'tr_open' || token.level === 1));
  const part = inner ? starts[inner.map[0]] : start;
  const kind = type.replace(/^(?:bullet|ordered)_|_open$/g, '');
  if (kind !== 'fence') return { type: kind, start, part, end: null, code: null };
  const closed = isClosing(markdown.slice(starts[map[1] - 1], starts[map[1]]), markup) && map[1] - map[0] > 1;
  const plain = markdown[start] === markup[0];
  return { type: kind, start, part, end: closed ? (starts[map[1]] ?? markdown.length) : null, code: !closed && plain ? { content: starts[map[0] + 1] ?? markdown.length, markup } : null };
}

const unknown = (start) => ({ type: null, start, part: start, end: null, code: null });

/** Whether a line closes the block of code that this fence has opened. */
export const isClosing = (line, fence) => new RegExp(`^ {0,3}\\${fence[0]}{${fence.length},}[ \\t]*\\n?$`).test(line);

function lineStarts(markdown) {
  const starts = [0];
  for (let at; (at = markdown.indexOf('\n', starts.at(-1))) >= 0; ) starts.push(at + 1);
  return starts;
}

/**
 * The offset up to which a long paragraph is final: between two words, without an open mark that later text could
 * close. 0 if unknown.
 */
export function settledInline(paragraph) {
  for (let share = 1; share > 0.2; share -= 0.25) {
    const cut = lastGap(paragraph, Math.floor(paragraph.length * share));
    if (cut > 0 && parseInline(paragraph.slice(0, cut)).every((token, at, all) => isSettled(token, all[at - 1]))) return cut;
  }
  return 0;
}

/** Behind the last space before `end` that is followed by a letter, so that the rest does not look like another block. */
function lastGap(paragraph, end) {
  const gaps = [...paragraph.slice(0, end).matchAll(/[^\s|] (?=\p{L})/gu)];
  return gaps.length ? gaps.at(-1).index + 2 : 0;
}

const isSettled = ({ type, content }, before) => type !== 'text' || before?.type === 'link_open' || !MARKS.test(content);
