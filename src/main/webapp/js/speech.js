import { plainLines } from './text/plain.js';

const SCRIPTS = [
  ['ko', /\p{Script=Hangul}/gu],
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['zh', /\p{Script=Han}/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['th', /\p{Script=Thai}/gu],
];
// Korean sentences often contain English names, but rarely the reverse.
const SHARE = 0.2;
// Browsers abort long utterances.
const LONGEST = 220;
const SENTENCE = /[^.!?…。！？\n]+(?:[.!?…。！？]+["'”’)]*|\n|$)\s*/g;

/** The language of a text by its letters; for Latin ones, the first that the reader prefers. */
export function languageOf(text, preferences = navigator.languages ?? []) {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const found = SCRIPTS.find(([, script]) => (text.match(script)?.length ?? 0) > SHARE * letters);
  if (found) return preferences.find((tag) => tag.toLowerCase().startsWith(found[0])) ?? found[0];
  return preferences.find((tag) => !SCRIPTS.some(([language]) => tag.toLowerCase().startsWith(language))) ?? 'en';
}

/** Reads one message aloud at a time. */
export class Speech {
  #onChange;
  #reading = null;

  /** `onChange` is called when another message, or none, is read. */
  constructor(onChange) {
    this.#onChange = onChange;
    // Speech continues after the page has gone, unless cancelled.
    addEventListener('pagehide', () => this.stop());
  }

  static get possible() {
    return typeof globalThis.speechSynthesis === 'object' && typeof globalThis.SpeechSynthesisUtterance === 'function';
  }

  /** The id of the message that is read, or null. */
  get reading() {
    return this.#reading?.id ?? null;
  }

  read(id, markdown) {
    this.stop();
    // The items of a list are separate sentences.
    const utterances = plainLines(markdown).flatMap(spoken);
    if (!utterances.length) return;
    // Referenced, since browsers garbage-collect utterances while speaking.
    const reading = { id, utterances };
    const end = () => this.#reading === reading && this.#become(null);
    utterances.at(-1).onend = end;
    for (const utterance of utterances) utterance.onerror = end;
    this.#become(reading);
    utterances.forEach((utterance) => speechSynthesis.speak(utterance));
  }

  stop() {
    if (!this.#reading) return;
    this.#become(null);
    speechSynthesis.cancel();
  }

  #become(reading) {
    this.#reading = reading;
    this.#onChange();
  }
}

/** Splits a line into pieces of a length that can be spoken at once. */
function spoken(line) {
  const language = languageOf(line);
  const pieces = [];
  for (const sentence of line.match(SENTENCE) ?? [line]) {
    if (pieces.length && pieces.at(-1).length + sentence.length <= LONGEST) pieces.push(pieces.pop() + sentence);
    else pieces.push(sentence);
  }
  return pieces.map((text) => Object.assign(new SpeechSynthesisUtterance(text.trim()), { lang: language }));
}
