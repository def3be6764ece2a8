import { t } from '../i18n.js';
import { element } from './dom.js';

/**
 * Asks a question in a dialog; resolves to whether the reader has agreed. The answer that changes nothing has the focus,
 * and is that of Escape.
 */
export function confirmed(question, { yes, no = t('cancel') }) {
  return new Promise((resolve) => {
    const button = (value, kind, words) => element('button', { class: `button ${kind}`, value, autofocus: value === 'no', dataset: { testid: `confirm-${value}` } }, words);
    const dialog = element('dialog', { class: 'dialog', role: 'alertdialog', 'aria-labelledby': 'confirm-question', onclose: () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    } }, element('form', { method: 'dialog' },
      element('p', { id: 'confirm-question' }, question),
      element('div', { class: 'dialog-buttons' }, button('no', 'button-line', no), button('yes', 'button-main', yes))));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/**
 * Lets Escape close a dialog only after a question if its entries have changed. Returns the function that closes it so.
 */
export function closeByConsent(dialog, isChanged) {
  const close = async () => {
    if (!isChanged() || (await confirmed(t('discardSure'), { yes: t('discard'), no: t('keepEditing') }))) dialog.close();
  };
  const instead = (event) => {
    event.preventDefault();
    close();
  };
  dialog.addEventListener('cancel', instead);
  // Browsers let a repeated Escape close a dialog whatever its `cancel` event says.
  dialog.addEventListener('keydown', (event) => event.key === 'Escape' && !event.isComposing && instead(event));
  return close;
}
