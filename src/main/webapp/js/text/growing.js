import { BlockScanner } from './blocks.js';
import { render, settledInline } from './markdown.js';
import { continuedTable, releaseColumns } from './tables.js';

// A block longer than this is settled item by item, row by row, sentence by sentence.
const LONG = 1200;
// A block beyond this goes on in a new element, since laying one out costs its whole length.
const HUGE = 4000;
const MANY_ITEMS = 40;
const HEALED_ITEMS = 400;
// Blocks stand in sections, as the browser visits each neighbour of what changes.
const SECTION = 16;
// Rendering may take at most this share of the time, however long an unfinished block gets.
const SHARE = 6;

/**
 * Shows Markdown as it grows. What is finished is rendered once and never touched again, so that a token costs the
 * same at the end of a long answer as at its start, nothing flickers, and a selection stays.
 */
export class GrowingMarkdown {
  #root;
  #text = '';
  #scanner = new BlockScanner();
  #settled = 0;
  /** Where what follows goes on inside a block: {host, prefix}; null between blocks. */
  #inside = null;
  #live = [];
  #code = null;
  #notBefore = 0;
  #section = null;
  /** {first, part}: what goes on in a new element while it grows. */
  #continued = [];

  constructor(root) {
    this.#root = root;
  }

  /** True where it has not shown all of the text yet and wants to be called again. */
  update(text, { final = false, brokenOff = false } = {}) {
    if (text === this.#text && !final) return false;
    const now = performance.now();
    if (!final && now < this.#notBefore) return true;
    if (!text.startsWith(this.#text)) this.#clear();
    this.#text = text;
    this.#scanner.advance(text);
    if (final) this.#finish(brokenOff);
    else this.#grow();
    const took = performance.now() - now;
    this.#notBefore = took > 4 ? now + SHARE * took : 0;
    return false;
  }

  #clear() {
    this.#root.replaceChildren();
    this.#scanner = new BlockScanner();
    this.#settled = 0;
    this.#section = null;
    this.#continued = [];
    this.#inside = null;
    this.#live = [];
    this.#code = null;
  }

  #finish(brokenOff) {
    this.#dropLive();
    this.#dropCode();
    if (this.#scanner.farReaching) {
      this.#clear();
      this.#append(render(this.#text).children);
      return;
    }
    const rest = this.#text.slice(this.#settled);
    this.#place(brokenOff ? presentable(rest, this.#inside) : rest);
    this.#settled = this.#text.length;
    this.#heal();
  }

  #grow() {
    const { boundary, fence } = this.#scanner;
    this.#dropLive();
    if (this.#code && this.#code.start !== fence?.start) this.#dropCode();
    if (boundary > this.#settled) {
      this.#place(this.#text.slice(this.#settled, boundary));
      this.#settled = boundary;
      this.#inside = null;
    }
    if (fence) this.#growCode(fence);
    else {
      this.#settleLongBlock();
      this.#live = this.#place(presentable(this.#text.slice(this.#settled), this.#inside), { settled: false });
    }
  }

  #append(blocks) {
    if (!this.#section || this.#section.childElementCount >= SECTION) this.#openSection();
    this.#section.append(...blocks);
  }

  /** The last two are always laid out, so that their heights are known before they are skipped when out of sight. */
  #openSection() {
    this.#section?.previousElementSibling?.classList.add('past');
    this.#section = document.createElement('div');
    this.#section.className = 'section';
    this.#root.append(this.#section);
  }

  #settleLongBlock() {
    const { kind, part, tableHead } = this.#scanner;
    if (this.#text.length - this.#settled < LONG) return;
    // Not known before the end of a line; whether it is a paragraph is seen when it is read.
    if (kind === 'text' || kind === null) this.#settleInline();
    else if ((kind === 'list' || kind === 'table') && part > this.#settled) {
      const last = this.#place(this.#text.slice(this.#settled, part)).findLast((node) => node.nodeType === Node.ELEMENT_NODE);
      this.#settled = part;
      const host = kind === 'list' ? last?.closest('ul, ol') : (last?.closest('table') ?? last)?.querySelector('tbody');
      if (host) this.#inside = { host, kind, prefix: kind === 'table' ? tableHead : '' };
      if (host?.childElementCount > MANY_ITEMS) {
        if (kind === 'list') this.#continueIn(host);
        else this.#continueTable(host);
      }
    }
  }

  #settleInline() {
    const settled = settledInline(this.#text.slice(this.#settled));
    if (!settled) return;
    const placed = this.#place(this.#text.slice(this.#settled, this.#settled + settled));
    this.#settled += settled;
    const host = this.#inside?.host ?? placed.at(-1);
    this.#inside = { host, kind: 'text', prefix: '' };
    // The renderer trims what ends a paragraph.
    host.append(' ');
    if (host.textContent.length > HUGE) this.#continueIn(host);
  }

  #continueIn(host) {
    const next = host.cloneNode(false);
    next.className = 'continued';
    if (host.tagName === 'OL') next.start = host.start + host.childElementCount;
    const first = this.#continued.find(({ part }) => part === host)?.first ?? host;
    this.#continued.push({ first, part: next });
    this.#openSection();
    this.#append([next]);
    this.#inside.host = next;
  }

  /** A table is laid out as a whole, so its columns are fixed as they are by now and its rows go on in another one. */
  #continueTable(body) {
    const table = body.parentNode;
    const next = continuedTable(table);
    const known = this.#continued.find(({ part }) => part === body);
    if (!known) table.parentNode.append(next);
    else known.part.closest('.table-part').after(next);
    const part = next.querySelector('tbody');
    this.#continued.push({ first: known?.first ?? body, part });
    this.#inside.host = part;
  }

  /** Joins again what was only apart while it grew, where that is not felt. */
  #heal() {
    if (this.#continued.length * MANY_ITEMS > HEALED_ITEMS) return;
    for (const { first, part } of this.#continued) {
      const table = part.closest('.table-part');
      const section = part.parentNode;
      first.append(...part.childNodes);
      (table ?? part).remove();
      if (table) releaseColumns(first.parentNode);
      else if (!section.hasChildNodes()) section.remove();
    }
  }

  /** Renders and appends; inside of a block first what belongs to it. Answers with the nodes. */
  #place(markdown, options) {
    const inside = this.#inside;
    if (!markdown.trim()) return [];
    const fragment = render((inside?.prefix ?? '') + markdown, options);
    const placed = [];
    if (inside) {
      const first = fragment.firstElementChild;
      const source = inside.kind === 'table' ? first?.querySelector('tbody') : first?.tagName === inside.host.tagName ? first : null;
      if (source) placed.push(...source.childNodes);
      if (source || inside.kind === 'table') first?.remove();
      inside.host.append(...placed);
    }
    const rest = [...fragment.children];
    this.#append(rest);
    return placed.concat(rest);
  }

  #dropLive() {
    this.#live.forEach((node) => node.remove());
    this.#live = [];
  }

  #dropCode() {
    this.#code?.figure.remove();
    this.#code = null;
  }

  /** A block of code only gets longer, so its text is appended to, not rendered again. */
  #growCode({ start, content, sign }) {
    if (!this.#code) {
      const figure = render(`${this.#text.slice(start, content)}${sign.repeat(3)}`, { settled: false }).firstElementChild;
      const code = figure.querySelector('code');
      code.replaceChildren();
      this.#append([figure]);
      this.#code = { start, figure, code, text: null, shown: content };
    }
    let end = this.#text.length;
    // The line that is being written may turn out to close the block.
    const line = this.#text.lastIndexOf('\n') + 1;
    if (line >= content && /^ {0,3}(`*|~*)$/.test(this.#text.slice(line))) end = line;
    if (this.#text[end - 1] === '\n') end--;
    if (end > this.#code.shown) this.#appendCode(this.#text.slice(this.#code.shown, end));
    this.#code.shown = Math.max(end, this.#code.shown);
  }

  #appendCode(piece) {
    const code = this.#code;
    const cut = code.text?.length > HUGE ? piece.indexOf('\n') + 1 : 0;
    if (cut) code.text.appendData(piece.slice(0, cut));
    if (!code.text || cut) {
      code.text = document.createTextNode('');
      const part = document.createElement('span');
      part.className = 'code-part';
      part.append(code.text);
      code.code.append(part);
    }
    code.text.appendData(piece.slice(cut));
  }
}

/** Leaves out the last line's first signs as long as they may still become anything, so that they do not flash. */
function presentable(markdown, inside) {
  const held = markdown.replace(/(^|\n)[ \t]*(?:[-=*+#>|~`]+|\d{1,3}[.)])[ \t]*$/, '$1');
  if (inside?.kind === 'table') return held;
  return closed(held.replace(/(^|\n)\|[^\n]*(?:\n[|:\- \t]*)?$/, '$1'));
}

/** Takes what is open in the last line, code or bold, for closed: it nearly always will be. */
function closed(markdown) {
  const line = markdown.slice(markdown.lastIndexOf('\n') + 1);
  const ticks = line.split('`').length - 1;
  if (ticks % 2) return line.endsWith('`') ? markdown.slice(0, -1) : `${markdown}\``;
  const prose = line.replace(/`[^`]*`/g, '');
  if (prose.split('**').length % 2) return markdown;
  if (/\*\*[ \t]*$/.test(line)) return markdown.replace(/\*\*[ \t]*$/, '');
  return /\*\*[^\s*][^*]*$/.test(prose) ? `${markdown.trimEnd()}**` : markdown;
}
