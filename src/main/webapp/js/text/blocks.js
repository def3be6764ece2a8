/**
 * Finds, as Markdown grows, up to where its blocks are finished whatever may follow. Looks at each line once, so that
 * its cost does not depend on what came before. Where it is in doubt it waits: the boundary may come late, never early.
 */

const FENCE = /^( {0,3})(`{3,}|~{3,})([^`]*)$/;
const LIST = /^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]/;
const LIST_TOP = /^(?:[-*+]|\d{1,9}[.)])[ \t]/;
const INTERRUPTING_LIST = /^ {0,3}(?:[-*+]|1[.)])[ \t]+\S/;
const HEADING = /^ {0,3}#{1,6}(?:[ \t]|$)/;
const TABLE_RULE = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
// These change what stands elsewhere, so that the parts are not the whole.
const FAR_REACHING = /^ {0,3}(?:\[[^\]]+\]:|<(?:script|pre|style|textarea|!|\?))/i;

export class BlockScanner {
  #next = 0;
  #open = null;
  #start = 0;
  #blank = false;
  #fence = null;
  #fenceInList = false;
  #previous = '';

  /** Everything before is finished. */
  boundary = 0;
  /** The open block of code at the top level, or null: {start, content, sign, length}. */
  fence = null;
  /** Start of the last item of an open list, or of the last row of an open table: what is before it is finished too. */
  part = 0;
  /** Header and rule of the open table. */
  tableHead = null;
  /** Whether the parts may look different from the whole. */
  farReaching = false;

  get kind() {
    return this.#open;
  }

  advance(text) {
    for (let end; (end = text.indexOf('\n', this.#next)) >= 0; this.#next = end + 1) {
      this.#line(text.slice(this.#next, end).replace(/\r$/, ''), this.#next, end + 1, text);
    }
  }

  #line(line, start, end, text) {
    if (this.#fence) {
      if (this.#inFence(line, end)) return;
    }
    if (!line.trim()) {
      this.#blank = true;
      if (this.#open === 'text' || this.#open === 'table') this.#close(end);
      return;
    }
    if (FAR_REACHING.test(line)) this.farReaching = true;
    this.#nonBlank(line, start, end, text);
    this.#blank = false;
    this.#previous = line;
  }

  #nonBlank(line, start, end, text) {
    const indented = /^(?: {4}|\t)/.test(line);
    const fence = FENCE.exec(line);
    if (this.#open === 'list') {
      const top = /^\S/.test(line);
      if (top && ((this.#blank && !LIST.test(line)) || fence || HEADING.test(line))) this.#close(start);
      else {
        if (LIST_TOP.test(line)) this.part = start;
        const inner = /^(\s*)(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})[^`]*$/.exec(line);
        if (inner) this.#openFence(inner[2], true);
        return;
      }
    }
    if (this.#open === 'indented') {
      if (indented) return;
      this.#close(start);
    }
    if (fence) {
      this.#close(start);
      this.#openFence(fence[2], false);
      if (!fence[1]) this.fence = { start, content: end, sign: fence[2][0], length: fence[2].length };
      return;
    }
    if (HEADING.test(line)) {
      this.#close(end);
      return;
    }
    if (this.#open === null) this.#begin(line, start, indented);
    else if (INTERRUPTING_LIST.test(line)) {
      this.#close(start);
      this.#begin(line, start, false);
    } else if (this.#open === 'table') this.part = start;
    else if (this.#previous.includes('|') && TABLE_RULE.test(line) && this.part === start - this.#previous.length - 1) {
      this.tableHead = text.slice(this.part, end);
      this.#open = 'table';
      this.part = end;
    }
  }

  #begin(line, start, indented) {
    this.#start = start;
    this.part = start;
    this.#open = indented ? 'indented' : LIST.test(line) ? 'list' : 'text';
  }

  #close(at) {
    this.boundary = at;
    this.#open = null;
    this.#blank = false;
    this.tableHead = null;
    this.part = at;
  }

  #openFence(signs, inList) {
    this.#fence = signs;
    this.#fenceInList = inList;
  }

  /** False where the line ends a list's block of code just by standing outside of the list. */
  #inFence(line, end) {
    if (this.#fenceInList && /^\S/.test(line) && !/^[`~]/.test(line)) {
      this.#fence = null;
      return false;
    }
    const closing = line.trim();
    if (closing.length >= this.#fence.length && closing === this.#fence[0].repeat(closing.length)) {
      this.#fence = null;
      this.fence = null;
      this.#blank = false;
      if (!this.#fenceInList) this.#close(end);
    }
    return true;
  }
}
