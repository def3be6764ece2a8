import { apply, cutOff, newAnswer, rewound } from './answer.js';

export function initialState() {
  return { sessionId: null, cursor: null, messages: [], connection: { state: 'connecting' }, me: null };
}

/** One-way flow: an action comes in, a new state goes out, listeners get it with the one before. */
export class Store {
  #state;
  #listeners = new Set();

  constructor(state = initialState()) {
    this.#state = state;
  }

  get state() {
    return this.#state;
  }

  subscribe(listener) {
    this.#listeners.add(listener);
  }

  dispatch(action) {
    const before = this.#state;
    this.#state = reduce(before, action);
    if (this.#state !== before) this.#listeners.forEach((listener) => listener(this.#state, before));
  }
}

export const runningAnswer = (state) => state.messages.findLast((message) => message.running) ?? null;
export const connected = ({ connection }) => connection.state === 'live' || connection.state === 'polling';
export const findMessage = (state, id) => state.messages.find((message) => message.id === id) ?? null;

export function reduce(state, action) {
  switch (action.type) {
    case 'opened':
      return { ...state, sessionId: action.sessionId, cursor: null, messages: [] };
    case 'restored':
      return { ...state, ...action.conversation };
    case 'identified':
      return { ...state, me: action.me };
    case 'connection':
      return { ...state, connection: action.connection };
    case 'asked':
      return { ...state, messages: [...state.messages, action.question, newAnswer(action.answerId, action.now)] };
    case 'retried':
      return change(state, action.id, () => newAnswer(action.answerId, action.now));
    case 'stopRequested':
      return change(state, action.id, (answer) => ({ ...answer, stopRequested: true, stopFailed: false }));
    case 'stopFailed':
      return change(state, action.id, (answer) => ({ ...answer, stopRequested: false, stopFailed: true }));
    case 'stopped':
      return change(state, action.id, (answer) => ({ ...answer, running: false, status: 'stopped', finishReason: 'stopped' }));
    case 'failed':
      return change(state, action.id, (answer) => ({ ...answer, running: false, status: 'failed', error: action.error }));
    case 'lost':
      return change(state, action.id, (answer) => ({ ...answer, running: false, status: 'incomplete' }));
    case 'rewound':
      return { ...change(state, action.id, rewound), cursor: action.cursor };
    case 'event':
      return onEvent({ ...state, cursor: action.id || state.cursor }, action);
    default:
      return state;
  }
}

function change(state, id, update) {
  const at = state.messages.findLastIndex((message) => message.id === id);
  if (at < 0) return state;
  const next = update(state.messages[at]);
  return next === state.messages[at] ? state : { ...state, messages: state.messages.with(at, next) };
}

function onEvent(state, { event, id, now, answerId }) {
  if (event.type === 'start') return onStart(state, event, id, now, answerId);
  if (event.type === 'reset') return onReset(state);
  const target = event.messageId
    ? state.messages.findLast((message) => message.messageId === event.messageId)
    : runningAnswer(state);
  return target ? change(state, target.id, (answer) => apply(answer, event, now)) : state;
}

function onStart(state, event, cursor, now, answerId) {
  if (state.messages.some((message) => message.messageId === event.messageId)) return state;
  const begun = { messageId: event.messageId, startCursor: cursor || null, model: event.model ?? null, lastAt: now };
  const last = state.messages.at(-1);
  // A message whose request broke off may still have reached the server: its answer counts for more.
  const awaited = last?.role === 'assistant' && !last.messageId && (last.running || last.error?.code === 'network');
  if (awaited) return change(state, last.id, (answer) => ({ ...answer, ...begun, running: true, status: 'thinking', error: null }));
  // Asked for by another tab with the same session.
  return { ...state, messages: [...state.messages, { ...newAnswer(answerId, now), ...begun }] };
}

function onReset(state) {
  const answer = runningAnswer(state);
  return answer?.messageId ? change(state, answer.id, cutOff) : state;
}
