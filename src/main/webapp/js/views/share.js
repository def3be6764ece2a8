import * as api from '../api.js';
import { t } from '../i18n.js';
import { element } from './dom.js';

/** The link of a shared conversation, until its owner revokes it. */
export async function openShare(id) {
  const answer = await api.share(id);
  const dialog = element('dialog', { class: 'dialog', 'aria-labelledby': 'share-title', onclose: () => dialog.remove() });
  const close = element('button', { class: 'button button-line', type: 'button', onclick: () => dialog.close() }, t('close'));
  const title = element('h2', { id: 'share-title', class: 'dialog-title' }, t('share'));
  dialog.append(...(answer.ok ? shared(id, answer.body.url, title, close, dialog) : [title, element('p', { class: 'dialog-problem', role: 'alert' }, answer.body.detail ?? t('shareFailed')), close]));
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector('input')?.select();
}

function shared(id, url, title, close, dialog) {
  const link = element('input', { class: 'field', readonly: true, value: url, 'aria-label': t('shareLink'), dataset: { testid: 'share-link' } });
  const copy = element('button', { class: 'button button-main', type: 'button', onclick: async () => {
    link.select();
    await navigator.clipboard?.writeText(url).catch(() => {});
    copy.textContent = t('copied');
  } }, t('copy'));
  const revoke = element('button', { class: 'button', type: 'button', dataset: { testid: 'unshare' }, onclick: async () => {
    await api.unshare(id);
    dialog.close();
  } }, t('unshare'));
  return [title, element('p', { class: 'dialog-hint' }, t('shareHint')), element('div', { class: 'share-link' }, link, copy), element('div', { class: 'dialog-buttons' }, revoke, close)];
}
