/** The main pointer is a finger, and so the keyboard is on the screen. */
const touch = matchMedia('(pointer: coarse)');

/**
 * Enter without modifiers; on a touch screen, without Shift+Enter, it starts a new line and the button sends. 229:
 * Safari ends the composition of a syllable before it reports the key that ended it.
 */
export function isSending(event) {
  const composing = event.isComposing || event.keyCode === 229;
  return event.key === 'Enter' && !event.shiftKey && !composing && !touch.matches;
}
