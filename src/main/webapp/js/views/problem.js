import { t } from '../i18n.js';
import { element } from './dom.js';

const LABELS = { name: 'presetName' };

/** The place for a refusal's reason in a dialog. */
export class Problem {
  node = element('p', { class: 'dialog-problem', role: 'alert', hidden: true });

  tell({ status, body }) {
    const fields = (body.errors ?? []).map(worded);
    this.node.textContent = status === 0 ? t('unreachable') : fields.length ? fields.join(' ') : sentence(body.detail ?? body.title ?? '');
    this.node.hidden = false;
  }
}

/** The server's reason of a refusal, without field names, or null if there is none. */
export function problemWords(body) {
  const words = body?.errors?.[0]?.message ?? body?.detail;
  return words ? sentence(words) : null;
}

/** With the label of the field, not the API's name. */
function worded({ field, message }) {
  const name = field.split('.').at(-1);
  const label = t(LABELS[name] ?? name);
  return typeof label === 'string' ? sentence(`${label}: ${message}`) : sentence(message);
}

/** The API's message as a sentence. */
export const sentence = (words) => `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}${/[.!?…。]$/.test(words) ? '' : '.'}`;
