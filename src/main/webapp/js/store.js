import { emptyList, reduceList } from './chat/list.js';
import { asks, nothingOpen, reduceOpen } from './chat/open.js';

export const noSettings = () => ({ model: null, systemPrompt: null, parameters: null, tools: null });

export function initialState() {
  return {
    me: null,
    models: [],
    /** Own and shared presets, by name; null before they are loaded. */
    presets: null,
    /** Names of the model servers that could not be queried. */
    unavailable: [],
    connection: { state: 'connecting', retryAt: null, since: 0 },
    list: emptyList(),
    open: nothingOpen(),
    /** Settings of the next conversation until it is created; the one after it starts with the defaults. */
    settings: noSettings(),
    defaults: noSettings(),
    notice: null,
    /** The latest event of an import, or null. */
    imported: null,
    /** {login, reason}: where to sign in, or null if unknown; the reason, unless it is the usual one. */
    signedOut: null,
  };
}

/** One-way data flow: an action produces a new state, which listeners get with the previous one. */
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

  /** Resolves to the first state, from the current one on, that satisfies the condition. */
  when(isTrue) {
    if (isTrue(this.#state)) return Promise.resolve(this.#state);
    return new Promise((resolve) => {
      const look = (state) => {
        if (!isTrue(state)) return;
        this.#listeners.delete(look);
        resolve(state);
      };
      this.#listeners.add(look);
    });
  }

  dispatch(action) {
    const before = this.#state;
    this.#state = reduce(before, action);
    if (this.#state !== before) this.#listeners.forEach((listener) => listener(this.#state, before));
  }
}

/** Whether the server cannot be reached now. */
export const away = ({ connection }) => connection.state === 'offline' || connection.state === 'reconnecting';

export const connected = ({ connection }) => connection.state === 'live' || connection.state === 'polling';

export function reduce(state, action) {
  const list = reduceList(state.list, action, state.open.id);
  const open = reduceOpen(state.open, action);
  const rest = reduceRest(state, action);
  return list === rest.list && open === rest.open ? rest : { ...rest, list, open };
}

/** Returns the old list if it is equal, so that views stay unchanged. */
const same = (before, names) => (before.length === names.length && before.every((name, at) => name === names[at]) ? before : names);

/** The notices after an event about one, without duplicates. */
function told(notices, { notice, noticeId }) {
  const others = notices.filter(({ id }) => id !== (notice?.id ?? noticeId));
  return notice ? [notice, ...others] : others;
}

function reduceRest(state, action) {
  switch (action.type) {
    case 'identified':
      return { ...state, me: action.me };
    case 'noticeTold':
      return state.me ? { ...state, me: { ...state.me, notices: told(state.me.notices, action.event) } } : state;
    case 'event':
      return action.event.type === 'import' ? { ...state, imported: action.event } : state;
    case 'modelsRead':
      return { ...state, models: same(state.models, action.models), unavailable: same(state.unavailable, action.unavailable) };
    case 'presetsRead':
      return { ...state, presets: action.presets };
    case 'connection':
      return { ...state, connection: action.connection };
    case 'settingsChosen':
      return { ...state, settings: action.settings, defaults: action.lasting ? action.settings : state.defaults };
    case 'created':
      if (!asks(state.open, action.localId)) return state;
      // The model is displayed beside the message box, other settings are not.
      return { ...state, settings: { ...state.defaults, model: state.settings.model } };
    case 'signedOut':
      return { ...state, signedOut: { login: action.login, reason: action.reason ?? null } };
    case 'noticed':
      return { ...state, notice: action.notice };
    default:
      return state;
  }
}
