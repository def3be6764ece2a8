/** Where the main pointer is a finger, and so the keyboard is on the screen. */
const touch = matchMedia('(pointer: coarse)');

/**
 * Enter alone; on a touch screen, which has no Shift+Enter, it starts a new line and the button sends.
 * 229: Safari ends the composition of a syllable before the key that ended it is reported.
 */
export function isSending(event) {
  const composing = event.isComposing || event.keyCode === 229;
  return event.key === 'Enter' && !event.shiftKey && !composing && !touch.matches;
}
