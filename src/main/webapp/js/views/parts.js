import { isRunning, openCalls } from '../chat/answer.js';
import { longTime, number, shortTime } from '../format.js';
import { t } from '../i18n.js';
import { Speech } from '../speech.js';
import { element, icon } from './dom.js';
import { sentence } from './problem.js';

/** The parts around a message's text. Functions of the message that return nodes or null. */

export const SILENT_AFTER = 8;
const QUOTED = ['unauthorized', 'rejected', 'rate_limited', 'upstream_error'];
const FINISHES = { stop: null, stopped: null, length: 'length', content_filter: 'contentFilter' };

/** `watched`: the reader has no button to stop the answer, which otherwise tells that it is being written. */
export function progress(message, { silent, live, watched }) {
  if (!isRunning(message)) return null;
  const quiet = live && silent;
  const calls = openCalls(message);
  if (calls.some(({ state }) => state === 'waiting') && !message.stopFailed) return null;
  const grows = message.content && !quiet && !message.stopFailed && calls.length === 0;
  if (grows && !watched) return null;
  const words = message.stopFailed ? t('stopFailed')
    : quiet ? t('silent', { seconds: number(silent) })
    : calls.length > 0 ? t('toolRuns', { name: calls[0].name })
    : grows ? t('answering')
    : !live && message.request ? t('waiting')
    : t(message.restarted ? 'takenOver' : 'thinking');
  return element('p', { class: 'message-state', dataset: { testid: 'progress' } }, element('span', { class: 'dots', 'aria-hidden': 'true' }, element('i'), element('i'), element('i')), words);
}

export function note(message) {
  if (message.role !== 'assistant' || isRunning(message)) return null;
  const words = noteWords(message);
  return words && element('p', { class: 'message-note', dataset: { testid: 'note' } }, words);
}

/** Why a text ended, unless it ended normally; else null. */
export function noteWords({ status, finishReason, content, restarted, tools }) {
  if (status === 'stopped') return t('stopped');
  if (status !== 'complete') return null;
  if (!(finishReason in FINISHES) && finishReason) return t('finished', { reason: finishReason });
  if (FINISHES[finishReason]) return t(FINISHES[finishReason]);
  if (!content && !tools?.length) return t('emptyAnswer');
  return restarted ? t('takenOver') : null;
}

/** In the reader's language if the kind of failure is known, else the server's message. */
export const failureWords = ({ status, error }) => t('errors')[error?.code ?? status] ?? (error?.message ? sentence(error.message) : t('failed'));

export function errorBox({ id, status, error }, { idle, retry }) {
  if (status !== 'failed' && status !== 'interrupted') return null;
  // The model server's message, which may tell what to do.
  const detail = QUOTED.includes(error?.code) && error.message;
  const again = idle ? element('button', { class: 'button button-line', type: 'button', dataset: { testid: 'retry' }, onclick: () => retry(id) },
    icon('retry'), element('span', { dataset: { i18n: 'retry' } }, t('retry'))) : null;
  return element('div', { class: 'message-error', role: 'group', dataset: { status } }, element('p', {}, failureWords({ status, error }), detail ? element('span', { class: 'message-error-detail', dir: 'auto' }, detail) : null), again);
}

export function foot(message, { variants, last, idle, reading, retry, startEdit, choose, read }) {
  if (isRunning(message)) return variants && element('div', { class: 'message-foot' }, switcher(message, variants, choose));
  const { id, role, content, status, request, createdAt } = message;
  if (!createdAt) return null;
  const time = element('time', { datetime: createdAt, title: longTime(createdAt) }, shortTime(createdAt));
  const user = role === 'user';
  const failed = status === 'failed' || status === 'interrupted';
  const parts = [
    variants && switcher(message, variants, choose),
    content && action('copy', user ? 'copyMessage' : 'copyAnswer', { copyMessage: '' }),
    !user && content && read && Speech.possible && action(reading ? 'stop' : 'read', reading ? 'stopReading' : 'readAloud', {}, () => read(id), 'read'),
    user && !request && idle && action('edit', 'edit', {}, () => startEdit(id)),
    !user && !failed && idle && action('retry', 'regenerate', {}, () => retry(id), status === 'stopped' ? 'retry' : 'regenerate'),
    element('span', { class: 'message-meta' }, time, message.model ? element('span', {}, message.model) : null, tokens(message.usage)),
  ];
  return element('div', { class: 'message-foot', dataset: { last: String(last) } }, ...parts.filter(Boolean));
}

function action(sign, name, data, onclick, testid = sign) {
  return element('button', { class: 'button', type: 'button', title: t(name), 'aria-label': t(name), dataset: { ...data, testid }, onclick }, icon(sign));
}

function switcher({ id }, variants, choose) {
  const at = variants.indexOf(id);
  const step = (by, sign, name) => element('button', {
    class: 'button', type: 'button', title: t(name), 'aria-label': t(name), disabled: !variants[at + by], dataset: { testid: `variant-${sign}` }, onclick: () => choose(variants[at + by]),
  }, icon(sign));
  const where = element('span', { class: 'variant', dataset: { testid: 'variant' }, 'aria-label': t('variant', { at: at + 1, of: variants.length }), role: 'img' }, `${number(at + 1)}/${number(variants.length)}`);
  return element('span', { class: 'switcher', role: 'group', 'aria-label': t('variants') }, step(-1, 'before', 'variantBefore'), where, step(1, 'after', 'variantAfter'));
}

function tokens(usage) {
  const count = usage?.completionTokens;
  if (!count) return null;
  const all = t('usage', { prompt: number(usage.promptTokens ?? 0), completion: number(count), total: number(usage.totalTokens ?? count) });
  return element('span', { title: all, dataset: { testid: 'tokens' } }, t('tokens', { count: number(count) }));
}
