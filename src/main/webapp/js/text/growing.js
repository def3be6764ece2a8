import { isClosing, lastBlock, settledInline } from './blocks.js';
import { render } from './markdown.js';
import { presentable } from './presentable.js';
import { continuedTable } from './tables.js';

// A longer block is finalized item by item, row by row, sentence by sentence.
const LONG = 1200;
// Beyond this length a block continues in a new element, since layout costs its whole length.
const HUGE = 4000;
const MANY_ITEMS = 40;
// A block rendered in pieces is rendered as a whole when it ends, unless it is longer than this.
const WHOLE = 100_000;
// Blocks are grouped in sections, as the browser visits all siblings of a change.
const SECTION = 16;
// Rendering may take at most this share of the time, however long an unfinished block is.
const SHARE = 6;

/**
 * Renders Markdown as it grows. Finished parts are rendered once and not changed again, so that a token costs the same
 * at the end of a long answer as at its start, nothing flickers, and selections are kept.
 */
export class GrowingMarkdown {
  #root;
  #text = '';
  /** Everything before is final; everything before `#seen` was parsed for blocks. */
  #settled = 0;
  #seen = 0;
  #references = {};
  /** If the text continues inside a block: {host, kind, prefix}; null between blocks. */
  #inside = null;
  /** The last block, if it is finalized in pieces: {start, nodes}. */
  #pieces = null;
  #live = [];
  #code = null;
  #notBefore = 0;
  #section = null;

  constructor(root) {
    this.#root = root;
  }

  /** True if not all of the text is rendered and it is to be called again. */
  update(content, { final = false, brokenOff = false } = {}) {
    const text = content.includes('\r') ? content.replace(/\r\n?/g, '\n') : content;
    if (text === this.#text && !final) return false;
    const now = performance.now();
    if (!final && now < this.#notBefore) return true;
    if (!text.startsWith(this.#text)) this.#clear();
    this.#text = text;
    if (final) this.#finish(brokenOff);
    else this.#grow();
    const took = performance.now() - now;
    this.#notBefore = took > 4 ? now + SHARE * took : 0;
    return false;
  }

  #clear() {
    this.#root.replaceChildren();
    this.#settled = 0;
    this.#seen = 0;
    this.#references = {};
    this.#section = null;
    this.#inside = null;
    this.#pieces = null;
    this.#live = [];
    this.#code = null;
  }

  #finish(brokenOff) {
    this.#dropLive();
    this.#dropCode();
    const rest = this.#text.slice(this.#settled);
    const shown = brokenOff ? presentable(rest, this.#inside) : rest;
    const whole = this.#text.slice(0, this.#settled) + shown;
    if (this.#settled > 0) this.#place(shown);
    // Definitions also change what precedes them.
    if (this.#settled === 0 || Object.keys(this.#references).length > 0) {
      this.#clear();
      this.#append(render(whole).children);
    } else this.#join(whole);
    this.#settled = this.#text.length;
    this.#seen = this.#settled;
  }

  #grow() {
    this.#dropLive();
    if (this.#code && !this.#growCode()) return;
    const complete = this.#text.lastIndexOf('\n') + 1;
    if (complete > this.#seen) this.#settleBlocks(complete);
    if (this.#code) this.#growCode();
    else {
      if (this.#text.length - this.#settled > LONG) this.#settleLongParagraph();
      this.#live = this.#place(presentable(this.#text.slice(this.#settled), this.#inside), { settled: false });
    }
  }

  /** Everything but the last block, of which at most a part. */
  #settleBlocks(complete) {
    this.#seen = complete;
    const prefix = this.#inside?.prefix ?? '';
    const { type, start, part, end, code } = lastBlock(prefix + this.#text.slice(this.#settled, complete));
    const offset = this.#settled - prefix.length;
    this.#settle(offset + (end ?? start));
    if (code) this.#code = { start: this.#settled, content: offset + code.content, fence: code.markup, figure: null, code: null, text: null, shown: offset + code.content, line: offset + code.content };
    else if ((type === 'list' || type === 'table') && complete - this.#settled > LONG) this.#settlePart(type, offset + part);
  }

  /** A block ends there. */
  #settle(boundary) {
    if (boundary <= this.#settled) return;
    this.#place(this.#text.slice(this.#settled, boundary));
    this.#join(this.#text.slice(0, boundary));
    this.#settled = boundary;
    this.#inside = null;
  }

  #settlePart(kind, part) {
    if (part <= this.#settled) return;
    const placed = this.#placePiece(part);
    const last = placed.findLast((node) => node.nodeType === Node.ELEMENT_NODE);
    if (!this.#inside) {
      const host = kind === 'list' ? last.closest('ul, ol') : last.querySelector('tbody');
      this.#inside = { host, kind, prefix: kind === 'table' ? this.#text.slice(this.#pieces.start).match(/^[^\n]*\n[^\n]*\n/)[0] : '' };
    }
    if (this.#inside.host.childElementCount <= MANY_ITEMS) return;
    if (kind === 'list') this.#continueIn(this.#inside.host);
    else this.#continueTable(this.#inside.host);
  }

  #settleLongParagraph() {
    if (this.#inside && this.#inside.kind !== 'text') return;
    const rest = this.#text.slice(this.#settled);
    const { type, start } = lastBlock(rest);
    const cut = type === 'paragraph' && start === 0 ? settledInline(rest) : 0;
    if (!cut) return;
    const placed = this.#placePiece(this.#settled + cut);
    const host = this.#inside?.host ?? placed.at(-1);
    this.#inside = { host, kind: 'text', prefix: '' };
    // The renderer trims the end of a paragraph.
    host.append(' ');
    if (host.textContent.length > HUGE) this.#continueIn(host);
  }

  #placePiece(end) {
    this.#pieces ??= { start: this.#settled, nodes: [] };
    const placed = this.#place(this.#text.slice(this.#settled, end));
    this.#settled = end;
    return placed;
  }

  #continueIn(host) {
    const next = host.cloneNode(false);
    next.className = 'continued';
    if (host.tagName === 'OL') next.start = host.start + host.childElementCount;
    this.#openSection();
    this.#append([next]);
    this.#pieces.nodes.push(next);
    this.#inside.host = next;
  }

  /**
   * A table is laid out as a whole, so its columns are fixed at their current width and its rows continue in another
   * one.
   */
  #continueTable(body) {
    const next = continuedTable(body.parentNode);
    const box = body.closest('.table-part');
    if (box) box.after(next);
    else body.parentNode.after(next);
    this.#inside.host = next.querySelector('tbody');
  }

  /** Renders the last block as a whole if it was finalized in pieces: whether a list is loose is known at its end. */
  #join(text) {
    const pieces = this.#pieces;
    this.#pieces = null;
    if (!pieces || text.length - pieces.start > WHOLE) return;
    const whole = [...render(text.slice(pieces.start), { references: this.#references }).children];
    const [first, ...others] = pieces.nodes;
    pieces.nodes.forEach((node) => node.normalize());
    if (whole.length === pieces.nodes.length && whole.every((node, at) => node.isEqualNode(pieces.nodes[at]))) return;
    others.forEach((node) => node.remove());
    first.replaceWith(...whole);
  }

  #append(blocks) {
    for (const block of [...blocks]) {
      if (!this.#section || this.#section.childElementCount >= SECTION) this.#openSection();
      this.#section.append(block);
    }
  }

  /** The last two are always laid out, so that their heights are known before they are skipped when out of view. */
  #openSection() {
    this.#section?.previousElementSibling?.classList.add('past');
    this.#section = document.createElement('div');
    this.#section.className = 'section';
    this.#root.append(this.#section);
  }

  /** Renders and appends; inside of a block first what belongs to it. Returns the nodes. */
  #place(markdown, { settled = true } = {}) {
    const inside = this.#inside;
    if (!markdown.trim()) return [];
    const fragment = render((inside?.prefix ?? '') + markdown, { settled, references: this.#references });
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
    if (settled) this.#pieces?.nodes.push(...rest);
    return placed.concat(rest);
  }

  #dropLive() {
    this.#live.forEach((node) => node.remove());
    this.#live = [];
  }

  #dropCode() {
    this.#code?.figure?.remove();
    this.#code = null;
  }

  /** A block of code only grows, so its text is appended, not rendered again. True once it is closed. */
  #growCode() {
    const code = this.#code;
    for (let next; (next = this.#text.indexOf('\n', code.line) + 1); code.line = next) {
      if (!isClosing(this.#text.slice(code.line, next), code.fence)) continue;
      this.#dropCode();
      this.#settle(next);
      this.#seen = next;
      return true;
    }
    code.figure ?? this.#openCode();
    // The incomplete line may close the block.
    let end = /^ {0,3}(?:`*|~*)[ \t]*$/.test(this.#text.slice(code.line)) ? code.line : this.#text.length;
    if (this.#text[end - 1] === '\n') end--;
    if (end > code.shown) {
      this.#appendCode(this.#text.slice(code.shown, end));
      code.shown = end;
    }
    return false;
  }

  #openCode() {
    const code = this.#code;
    code.figure = render(this.#text.slice(code.start, code.content) + code.fence, { settled: false }).firstElementChild;
    code.code = code.figure.querySelector('code');
    code.code.replaceChildren();
    this.#append([code.figure]);
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
