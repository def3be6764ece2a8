/** Enter alone. 229: Safari ends the composition of a syllable before the key that ended it is reported. */
export function isSending(event) {
  const composing = event.isComposing || event.keyCode === 229;
  return event.key === 'Enter' && !event.shiftKey && !composing;
}
