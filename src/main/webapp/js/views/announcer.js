import { isRunning } from '../chat/answer.js';
import { shownBranch } from '../chat/open.js';
import { t } from '../i18n.js';
import { openFence, plain } from '../text/plain.js';
import { failureWords, noteWords } from './parts.js';

const KEPT = 4;
// A quick answer needs no announcement of its own.
const THINKING_AFTER = 1500;

/** Announces an answer sentence by sentence, since the visible text changes with each token. */
export class Announcer {
  #open = null;
  #key = null;
  #spoken = 0;
  #calls = new Map();
  #timer = 0;

  render({ open }) {
    if (open.state === 'loading') return;
    const answer = shownBranch(open).at(-1)?.message;
    if (answer?.role !== 'assistant') return;
    const key = answer.key ?? answer.id;
    const opened = this.#open !== open.id && answer.key === undefined;
    this.#open = open.id;
    if (key !== this.#key) {
      this.#key = key;
      this.#calls.clear();
      // Messages that existed when the conversation was opened are not announced.
      this.#spoken = opened || !isRunning(answer) ? Infinity : 0;
      clearTimeout(this.#timer);
      if (this.#spoken === 0) this.#timer = setTimeout(() => this.#key === key && this.#spoken === 0 && this.#say(t('thinking')), THINKING_AFTER);
    }
    if (answer.content) clearTimeout(this.#timer);
    this.#sayCalls(answer);
    if (this.#spoken > answer.content.length) {
      if (this.#spoken !== Infinity) this.#spoken = 0;
      return;
    }
    const fresh = answer.content.slice(this.#spoken);
    const end = isRunning(answer) ? endOfSentence(fresh) : fresh.length;
    if (end > 0) this.#say(plain(fresh.slice(0, end)));
    this.#spoken += end;
    if (isRunning(answer)) return;
    this.#spoken = Infinity;
    this.#say(outcome(answer));
  }

  /** Each state of a call that matters to a person, once. */
  #sayCalls(answer) {
    for (const { callId, name, state } of answer.tools ?? []) {
      if (this.#calls.get(callId) === state) continue;
      this.#calls.set(callId, state);
      if (!isRunning(answer) || this.#spoken === Infinity) continue;
      if (state === 'waiting') this.#say(t('toolAsks', { name }));
      else this.#say(`${name}: ${t('toolStates')[state]}`);
    }
  }

  #say(words) {
    if (words) announce(words);
  }
}

/** Announces a text, if the page has a live region. */
export function announce(words) {
  const region = document.getElementById('announcer');
  if (!region) return;
  const sentence = document.createElement('p');
  sentence.textContent = words;
  region.append(sentence);
  while (region.childElementCount > KEPT) region.firstElementChild.remove();
}

/** Also the notes below the answer. */
function outcome(message) {
  const { status } = message;
  if (status === 'failed' || status === 'interrupted') return failureWords(message);
  return noteWords(message) ?? t('answered');
}

/**
 * Not within a block of code, which is announced as one; the number of a list's item belongs to the text that follows.
 */
function endOfSentence(text) {
  const whole = text.slice(0, openFence(text));
  const ends = [...whole.matchAll(/[.!?…。！？]["'”’)]*\s|\n/g)];
  const last = ends.findLast(({ index }) => !/(?:^|\n)[ \t]*\d{1,3}$/.test(whole.slice(0, index)));
  return last ? last.index + last[0].length : 0;
}
