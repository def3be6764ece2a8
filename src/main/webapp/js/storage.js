/** Data that survive a reload. Storage may be full or forbidden; the page works without it. */

// Several applications may share one origin.
export const PREFIX = `suda:${new URL('.', document.baseURI).pathname}:`;
const MOST_DRAFTS = 50;
const MOST_UNREAD = 200;
// The server keeps what was uploaded and not sent for a day.
const FILES_KEPT = 20 * 3_600_000;

function read(area, key) {
  try {
    return JSON.parse(area().getItem(PREFIX + key));
  } catch {
    return null;
  }
}

function write(area, key, value) {
  try {
    if (value === null) area().removeItem(PREFIX + key);
    else area().setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // The page works without it.
  }
}

const session = () => sessionStorage;
const local = () => localStorage;

export const loadLanguage = () => read(local, 'language');
export const saveLanguage = (language) => write(local, 'language', language);

/** `light`, `dark` or null. */
export const loadTheme = () => read(local, 'theme');
export const saveTheme = (theme) => write(local, 'theme', theme === 'system' ? null : theme);

/** Calls the listener with the theme when another tab has changed it. */
export const onTheme = (listener) => addEventListener('storage', ({ key }) => key === `${PREFIX}theme` && listener(loadTheme()));

export const loadRecentModels = () => read(local, 'models') ?? [];
export const saveRecentModels = (models) => write(local, 'models', models);

/** Whether the reader wants notifications of answers; one setting for all tabs. */
export const loadNotify = () => read(local, 'notify') === true;
export const saveNotify = (wanted) => write(local, 'notify', wanted);

/** The requests of this tab that the server has not accepted. */
export const loadUnsent = () => [].concat(read(session, 'unsent') ?? []);
export const saveUnsent = (requests) => write(session, 'unsent', requests.length ? requests : null);

/** The ids of conversations with an answer that was not read, in any tab. */
export const loadUnread = () => read(local, 'unread') ?? [];

/** Adds some and removes others; the oldest ones are forgotten. */
export function saveUnread(added, removed) {
  const before = loadUnread();
  const after = [...new Set([...before, ...added])].filter((id) => !removed.includes(id)).slice(-MOST_UNREAD);
  if (after.join() !== before.join()) write(local, 'unread', after.length ? after : null);
}

/** Calls the listener with the ids when another tab has changed them. */
export const onUnread = (listener) => addEventListener('storage', ({ key }) => key === `${PREFIX}unread` && listener(loadUnread()));

/** The new titles and deletions of this tab that the server has not accepted. */
export const loadChanges = () => read(session, 'changes') ?? [];
export const saveChanges = (changes) => write(session, 'changes', changes.length ? changes : null);

// The draft written last in any tab is in the local storage; one of this tab that is another text, in that of its session.
const draft = (area, id) => read(area, 'drafts')?.[id ?? 'new'] ?? '';

export const loadDraft = (id) => draft(session, id) || draft(local, id);

/** Calls the listener with each draft that another tab has changed: conversation, text before, text now. */
export const onDrafts = (listener) => addEventListener('storage', ({ key, oldValue, newValue }) => {
  if (key !== `${PREFIX}drafts`) return;
  const before = JSON.parse(oldValue) ?? {};
  const now = JSON.parse(newValue) ?? {};
  for (const id of new Set([...Object.keys(before), ...Object.keys(now)])) {
    if (before[id] !== now[id]) listener(id, before[id] ?? '', now[id] ?? '');
  }
});

export function saveDraft(id, text) {
  // Without text, another one that another tab has written stays.
  if (text || !draft(session, id)) writeDraft(local, id, text);
  writeDraft(session, id, '');
}

/** Keeps the text of this tab after another tab has stored or removed one. */
export function keepDraft(id, text) {
  const stored = draft(local, id);
  if (stored) writeDraft(session, id, text === stored ? '' : text);
  else saveDraft(id, text);
}

/** The oldest drafts are removed. */
function writeDraft(area, id, text) {
  const { [id ?? 'new']: before, ...others } = read(area, 'drafts') ?? {};
  if ((before ?? '') === text) return;
  const kept = Object.entries(others).slice(-MOST_DRAFTS);
  write(area, 'drafts', Object.fromEntries(text ? [...kept, [id ?? 'new', text]] : kept));
}

/** The uploaded attachments for the next question. */
export const loadFiles = (id) => freshFiles()[id ?? 'new']?.attachments ?? [];

export function saveFiles(id, attachments) {
  const { [id ?? 'new']: before, ...others } = freshFiles();
  if (!before && !attachments.length) return;
  write(local, 'files', attachments.length ? { ...others, [id ?? 'new']: { at: before?.at ?? Date.now(), attachments } } : others);
}

const freshFiles = () => Object.fromEntries(Object.entries(read(local, 'files') ?? {}).filter(([, { at }]) => Date.now() - at < FILES_KEPT));
