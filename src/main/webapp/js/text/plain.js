import { t } from '../i18n.js';
import { isClosing } from './blocks.js';
import { parseInline } from './markdown.js';
import { texOf } from './formulas.js';

const FENCE = /^ *(`{3,}|~{3,})/;
const ROW = /^\|.*\|$/;
const RULE = /^(?=.*-)[|:\- \t]+$|^(?:[*_][ \t]*){3,}$/;
const MARKS = /^(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+(?:\[[ x]\][ \t]+)?)+/i;

const WORDS = {
  // Bold text that began or ends in another line.
  text: (content) => content.replace(/\*\*/g, ''),
  text_special: (content) => content,
  code_inline: (content) => content,
  formula: texOf,
  image: (content) => content,
  softbreak: () => ' ',
  hardbreak: () => ' ',
};

/** The speakable text of Markdown, line by line: without marks, and only the name of a block of code. */
export function plainLines(markdown) {
  const { lines } = split(markdown);
  return lines.map(({ text, fenced }) => (fenced ? t('codeBlock') : plainLine(text))).filter(Boolean);
}

export const plain = (markdown) => plainLines(markdown).join(' ');

/** The start of a block of code that does not end in this text; its length if there is none. */
export const openFence = (markdown) => split(markdown).open;

function split(markdown) {
  const lines = [];
  let fence = null;
  let open = markdown.length;
  let at = 0;
  for (const line of markdown.split('\n')) {
    const opening = FENCE.exec(line)?.[1];
    if (fence && isClosing(line.trimStart(), fence)) {
      fence = null;
      open = markdown.length;
    } else if (!fence && opening) {
      fence = opening;
      open = at;
      lines.push({ fenced: true });
    } else if (!fence) lines.push({ text: line.trim(), fenced: false });
    at += line.length + 1;
  }
  return { lines, open };
}

function plainLine(line) {
  if (RULE.test(line)) return '';
  if (!ROW.test(line)) return inline(line.replace(MARKS, ''));
  return line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => inline(cell.trim())).join(', ');
}

const inline = (text) => parseInline(text).map(({ type, content }) => WORDS[type]?.(content) ?? '').join('').replace(/\s+/g, ' ').trim();
