import { byToken, fetch } from '../authorization.js';
import { element } from './dom.js';

/**
 * Pictures and files of the API. A browser sends a cookie for them, but not a token: with tokens they are fetched, and
 * shown or saved from memory.
 */

/** An image of that URL. */
export function picture(address, properties) {
  if (!byToken()) return element('img', { ...properties, src: address });
  const { loading, ...others } = properties;
  const image = element('img', others);
  load(address).then((url) => {
    if (!url) return;
    const forget = () => URL.revokeObjectURL(url);
    image.addEventListener('load', forget, { once: true });
    image.addEventListener('error', forget, { once: true });
    image.src = url;
  });
  return image;
}

/** Handles a click on a link that saves a file. */
export async function saveByToken(event) {
  const link = event.target.closest?.('a[download]');
  if (!link || !byToken() || event.defaultPrevented || link.protocol === 'blob:') return;
  event.preventDefault();
  const url = await load(link.href, { save: true });
  if (!url) return;
  element('a', { href: url, download: link.download || link.pathname.split('/').at(-1) }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** With a type that browsers do not open, if it is to be saved. */
async function load(address, { save = false } = {}) {
  try {
    const response = await fetch(address);
    if (!response.ok) return null;
    const blob = await response.blob();
    return URL.createObjectURL(save ? new Blob([blob], { type: 'application/octet-stream' }) : blob);
  } catch {
    return null;
  }
}
