import * as api from '../api.js';

/** What conversations may begin with: one's own presets, and everybody's. */
export class Presets {
  #store;
  #library;

  constructor(store, library) {
    this.#store = store;
    this.#library = library;
  }

  /** Reads them anew: other tabs and administrators change them too. The server's problem, or null. */
  async read() {
    const answer = await api.presets();
    if (answer.ok) this.#store.dispatch({ type: 'presetsRead', presets: answer.body.items });
    return answer.ok ? null : answer;
  }

  /** By its id, else by its name, one's own first; null where there is none, or none can be read. */
  async find(wanted) {
    if (await this.read()) return null;
    const { presets } = this.#store.state;
    const named = presets.filter(({ name }) => name === wanted);
    return presets.find(({ id }) => id === wanted) ?? named.find(({ shared }) => !shared) ?? named[0] ?? null;
  }

  /** The open conversation, or the next one, goes on with it. One that names no model leaves the model as it is. */
  async use(preset) {
    const { open, settings } = this.#store.state;
    const change = settingsOf(preset);
    if (change.model === null) delete change.model;
    const problem = open.id === null ? null : await this.#library.change(open.id, change);
    if (open.id === null) this.#store.dispatch({ type: 'settingsChosen', settings: { ...settings, ...change } });
    const notice = problem ? { key: 'presetFailed', detail: problem.body.detail } : { key: 'presetUsed', values: { name: preset.name } };
    this.#store.dispatch({ type: 'noticed', notice });
  }

  /** Makes one, or changes the one of that id. The server's problem, or null. */
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

/** What a conversation takes of it. */
export const settingsOf = ({ model, systemPrompt, parameters, tools = null }) => ({ model, systemPrompt, parameters, tools });
