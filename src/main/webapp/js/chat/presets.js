import * as api from '../api.js';

/** The own and shared presets for conversations. */
export class Presets {
  #store;
  #library;

  constructor(store, library) {
    this.#store = store;
    this.#library = library;
  }

  /** Loads them again: other tabs and administrators change them too. Returns the server's problem, or null. */
  async read() {
    const answer = await api.presets();
    if (answer.ok) this.#store.dispatch({ type: 'presetsRead', presets: answer.body.items });
    return answer.ok ? null : answer;
  }

  /** By id, else by name, own ones first; null if there is none, or none can be loaded. */
  async find(wanted) {
    if (await this.read()) return null;
    const { presets } = this.#store.state;
    const named = presets.filter(({ name }) => name === wanted);
    return presets.find(({ id }) => id === wanted) ?? named.find(({ shared }) => !shared) ?? named[0] ?? null;
  }

  /** Applies it to the open or the next conversation. One without a model leaves the model unchanged. */
  async use(preset) {
    const { open, settings } = this.#store.state;
    const change = settingsOf(preset);
    if (change.model === null) delete change.model;
    const problem = open.id === null ? null : await this.#library.change(open.id, change);
    if (open.id === null) this.#store.dispatch({ type: 'settingsChosen', settings: { ...settings, ...change } });
    const notice = problem ? { key: 'presetFailed', detail: problem.body.detail } : { key: 'presetUsed', values: { name: preset.name } };
    this.#store.dispatch({ type: 'noticed', notice });
  }

  /** Creates one, or changes the one of that id. Returns the server's problem, or null. */
  save(id, members) {
    return this.#change(id === null ? api.createPreset(members) : api.changePreset(id, members));
  }

  delete(id) {
    return this.#change(api.deletePreset(id));
  }

  async #change(call) {
    const answer = await call;
    await this.read();
    return answer.ok ? null : answer;
  }
}

/** Whether any of them differs from the defaults, the model aside. */
export const isSet = ({ systemPrompt, parameters, tools }) => Boolean(systemPrompt || tools || Object.values(parameters ?? {}).some((value) => value !== null));

/** The preset that these settings come from; null if there is none, or it has changed since. */
export function presetOf(settings, presets) {
  const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
  const given = (parameters) => Object.entries(parameters ?? {}).filter(([, value]) => value !== null).sort();
  return presets?.find((preset) => isSet(preset) && (preset.model === null || preset.model === settings.model) && same(preset.systemPrompt, settings.systemPrompt)
    && same(given(preset.parameters), given(settings.parameters)) && same(preset.tools, settings.tools)) ?? null;
}

/** The part that a conversation uses. */
export const settingsOf = ({ model, systemPrompt, parameters, tools = null }) => ({ model, systemPrompt, parameters, tools });
