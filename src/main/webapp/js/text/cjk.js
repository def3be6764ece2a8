const LETTER = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3001-\u303f\u3099-\u309c\u30a0\u30fb\u30fc\ufe30-\ufe4f\uff01-\uff9f\uffe0-\uffee]$/u;

/** Whether a character is a letter or a mark of Chinese, Japanese or Korean, which are written without spaces between words. */
export const isCjk = (character) => LETTER.test(character);
