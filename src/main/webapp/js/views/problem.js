import { t } from '../i18n.js';
import { element } from './dom.js';

const LABELS = { name: 'presetName' };

/** Where a dialog says why the server refused. */
export class Problem {
  node = element('p', { class: 'dialog-problem', role: 'alert', hidden: true });

  tell({ status, body }) {
    const fields = (body.errors ?? []).map(worded);
    this.node.textContent = status === 0 ? t('unreachable') : fields.length ? fields.join(' ') : sentence(body.detail ?? body.title ?? '');
    this.node.hidden = false;
  }
}

/** Why the server refused, without the names of fields, or null where it does not say. */
export function problemWords(body) {
  const words = body?.errors?.[0]?.message ?? body?.detail;
  return words ? sentence(words) : null;
}

/** By the name that the form has for the field, not by the API's. */
function worded({ field, message }) {
  const name = field.split('.').at(-1);
  const label = t(LABELS[name] ?? name);
  return typeof label === 'string' ? sentence(`${label}: ${message}`) : sentence(message);
}

/** The API's words as a sentence of the page. */
export const sentence = (words) => `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}${/[.!?…。]$/.test(words) ? '' : '.'}`;
