import * as storage from './storage.js';

/** `light`, `dark` or `system`. Runs before the first rendering where the browser can wait for a module. */

export const THEMES = ['system', 'light', 'dark'];

/** Anything but `light` and `dark` is the system's. */
export function setTheme(theme) {
  const chosen = theme === 'light' || theme === 'dark';
  for (const part of document.querySelectorAll('[data-scheme]')) {
    const { scheme } = part.dataset;
    part.media = chosen ? (scheme === theme ? 'all' : 'not all') : `(prefers-color-scheme: ${scheme})`;
  }
  document.documentElement.style.colorScheme = chosen ? theme : '';
}

setTheme(storage.loadTheme());
// In a frame the host decides.
storage.onTheme((theme) => 'embed' in document.documentElement.dataset || setTheme(theme));
