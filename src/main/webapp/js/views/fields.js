import { t } from '../i18n.js';
import { element } from './dom.js';

const NUMBERS = [
  { name: 'temperature', min: 0, max: 2 },
  { name: 'maxTokens', min: 1, step: 1 },
  { name: 'topP', min: 0, max: 1 },
  { name: 'frequencyPenalty', min: -2, max: 2 },
  { name: 'presencePenalty', min: -2, max: 2 },
];

const EFFORTS = ['minimal', 'low', 'medium', 'high'];

/** A form field under its label. */
export function labelled(words, field) {
  return element('div', { class: 'dialog-field' }, element('label', { for: field.id }, words), field);
}

/**
 * Fields for system prompt and parameters, of a conversation or of a preset. `prefix` keeps the ids of two forms apart.
 */
export function settingsFields(prefix, { systemPrompt, parameters }) {
  const chosen = parameters?.reasoningEffort ?? '';
  const effort = element('select', { id: `${prefix}-effort`, name: 'reasoningEffort', class: 'field' },
    ...['', ...EFFORTS].map((value) => element('option', { value, selected: value === chosen }, t('efforts')[value || 'automatic'])));
  const prompt = element('textarea', { id: `${prefix}-prompt`, name: 'systemPrompt', class: 'field', rows: 4, dir: 'auto', placeholder: t('systemPromptHint') });
  prompt.value = systemPrompt ?? '';
  const number = ({ name, min, max, step = 'any' }) => {
    const field = element('input', { id: `${prefix}-${name}`, name, class: 'field', type: 'number', inputmode: step === 1 ? 'numeric' : 'decimal', min, max, step, placeholder: t('default') });
    field.value = parameters?.[name] ?? '';
    return labelled(t(name), field);
  };
  return [labelled(t('systemPrompt'), prompt), labelled(t('reasoningEffort'), effort), element('div', { class: 'dialog-grid' }, ...NUMBERS.map(number))];
}

/** The entered value; null if empty. */
export function readSettings({ elements }) {
  const text = (name) => elements[name].value.trim() || null;
  const number = (name) => (elements[name].value === '' ? null : Number(elements[name].value));
  return { systemPrompt: text('systemPrompt'), parameters: Object.fromEntries([...NUMBERS.map(({ name }) => [name, number(name)]), ['reasoningEffort', text('reasoningEffort')]]) };
}
