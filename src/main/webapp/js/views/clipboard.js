import { t } from '../i18n.js';
import { announce } from './announcer.js';
import { icon } from './dom.js';

/** Handles a click among messages: on a button that copies a block of code, or a message, whose text `contentOf` gives by id. */
export function copyClicked({ target }, contentOf) {
  const button = target.closest('[data-copy-code], [data-copy-message]');
  if (!button) return;
  if ('copyCode' in button.dataset) copyFrom(button, button.closest('.code').querySelector('code').textContent);
  else copyFrom(button, contentOf(button.closest('.message').dataset.id));
}

/** Copies, and shows the result on the button. */
async function copyFrom(button, text) {
  const done = await copy(text);
  const before = [...button.childNodes];
  if (button.dataset.copied) return;
  const label = button.getAttribute('aria-label');
  const words = t(done ? 'copied' : 'copyFailed');
  button.dataset.copied = 'true';
  button.replaceChildren(...(done ? [icon('check')] : []), words);
  if (label) button.setAttribute('aria-label', words);
  announce(words);
  setTimeout(() => {
    button.replaceChildren(...before);
    if (label) button.setAttribute('aria-label', label);
    delete button.dataset.copied;
  }, 1600);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

// The clipboard API is not available to pages over plain HTTP from another machine.
function copyBySelection(text) {
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.value = text;
  document.body.append(field);
  const focused = document.activeElement;
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  focused?.focus();
  return done;
}
