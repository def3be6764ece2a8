import { t } from '../i18n.js';
import { element } from './dom.js';

/** The tool calls of one answer, one line each; opened, it shows arguments and result. */
export class ToolsView {
  #decide;
  #lines = new Map();
  node = element('div', { class: 'tools' });
  /** Calls that wait for a decision, at the end of the answer. */
  questions = element('div', { class: 'tool-questions' });

  /**
   * @param decide called with a call and the decision: allow, always, refuse; absent if the reader may not decide
   */
  constructor(decide) {
    this.#decide = decide;
  }

  render(calls) {
    const ids = new Set(calls.map(({ callId }) => callId));
    for (const [id, line] of this.#lines) {
      if (ids.has(id)) continue;
      line.end();
      this.#lines.delete(id);
    }
    for (const call of calls) {
      if (!this.#lines.has(call.callId)) this.#lines.set(call.callId, this.#line(call));
      this.#lines.get(call.callId).update(call);
    }
  }

  #line(first) {
    const state = element('span', { class: 'tool-state' });
    const name = element('code', { class: 'tool-name' }, first.name);
    const parts = element('div', { class: 'tool-parts' });
    const details = element('details', {}, element('summary', {}, name, state), parts);
    const node = element('div', { class: 'tool', dataset: { testid: 'tool', call: first.callId } }, details);
    let shown = null;
    let choice = null;
    this.node.append(node);
    const update = (call) => {
      if (call === shown) return;
      shown = call;
      node.dataset.state = call.state;
      state.textContent = t('toolStates')[call.state] ?? call.state;
      parts.replaceChildren(...[
        part('toolArguments', pretty(call.arguments)),
        call.result !== null && part('toolResult', pretty(call.result)),
        call.error !== null && part('toolError', call.error),
      ].filter(Boolean));
      if (call.state === 'waiting' && !choice && this.#decide) {
        choice = this.#choice(call);
        this.questions.append(choice);
      } else if (call.state !== 'waiting' && choice) {
        const focused = choice.contains(document.activeElement);
        choice.remove();
        choice = null;
        if (focused) details.firstElementChild.focus();
      }
    };
    const end = () => {
      node.remove();
      choice?.remove();
    };
    return { end, update };
  }

  #choice(call) {
    const button = (decision, key, kind) => element('button', {
      class: `button ${kind}`, type: 'button', dataset: { testid: `tool-${decision}` },
      onclick: () => this.#decide(call, decision),
    }, t(key));
    return element('div', { class: 'tool-choice', role: 'group', 'aria-label': t('toolAsks', { name: call.name }) },
      element('span', { class: 'tool-question' }, t('toolAsks', { name: call.name })),
      element('pre', { class: 'tool-text', dir: 'auto', tabindex: '0', role: 'group', 'aria-label': t('toolArguments') }, pretty(call.arguments)),
      button('allow', 'toolAllow', 'button-main'),
      button('always', 'toolAlways', 'button-line'),
      button('refuse', 'toolRefuse', 'button-line'));
  }
}

/** A result is shown as text, never as markup. */
function part(key, text) {
  return element('div', {}, element('span', { class: 'tool-label' }, t(key)), element('pre', { class: 'tool-text', dir: 'auto', tabindex: '0' }, text));
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
