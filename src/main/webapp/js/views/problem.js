import { t } from '../i18n.js';
import { element } from './dom.js';

/** Where a dialog says why the server refused. */
export class Problem {
  node = element('p', { class: 'dialog-problem', role: 'alert', hidden: true });

  tell({ status, body }) {
    const fields = (body.errors ?? []).map(({ field, message, detail }) => `${field}: ${message ?? detail ?? ''}`);
    this.node.textContent = status === 0 ? t('unreachable') : [body.detail ?? body.title, ...fields].filter(Boolean).join(' · ');
    this.node.hidden = false;
  }
}

/** Why the server refused, without the names of fields, or null where it does not say. */
export const problemWords = (body) => body?.errors?.[0]?.message ?? body?.detail ?? null;
