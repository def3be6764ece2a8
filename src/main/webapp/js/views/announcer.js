import { t } from '../i18n.js';

const KEPT = 4;

/** Reads an answer out in sentences: the visible text changes with each token, which no one could listen to. */
export class Announcer {
  #region = document.getElementById('announcer');
  #id = null;
  #spoken = 0;

  render({ messages }) {
    const answer = messages.at(-1);
    if (answer?.role !== 'assistant') return;
    if (answer.id !== this.#id) {
      // What was there when the page came is not read out again.
      const old = this.#id === null && !answer.running;
      this.#id = answer.id;
      this.#spoken = old ? Infinity : 0;
    }
    if (this.#spoken > answer.content.length) return;
    const fresh = answer.content.slice(this.#spoken);
    const end = answer.running ? endOfSentence(fresh) : fresh.length;
    if (end > 0) this.#say(plain(fresh.slice(0, end)));
    this.#spoken += end;
    if (answer.running) return;
    this.#spoken = Infinity;
    this.#say(outcome(answer));
  }

  #say(words) {
    if (!words) return;
    const sentence = document.createElement('p');
    sentence.textContent = words;
    this.#region.append(sentence);
    while (this.#region.childElementCount > KEPT) this.#region.firstElementChild.remove();
  }
}

function outcome({ status, error }) {
  if (status === 'failed') return error?.message || t(error?.code === 'network' ? 'network' : 'failed');
  return t({ stopped: 'stopped', incomplete: 'incomplete' }[status] ?? 'answered');
}

function endOfSentence(text) {
  const ends = [...text.matchAll(/[.!?…。！？]["'”’)]*\s|\n/g)];
  const last = ends.at(-1);
  return last ? last.index + last[0].length : 0;
}

function plain(markdown) {
  return markdown
    .replace(/```[^]*?(?:```|$)/g, ` ${t('codeBlock')} `)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[ \t]*(?:[#>]+|[-*+]|\|?[\s|:-]+\|)[ \t]*/gm, '')
    .replace(/[*_`|~]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
