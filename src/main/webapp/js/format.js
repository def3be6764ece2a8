import { currentLanguage } from './i18n.js';

const cache = new Map();

// The browser's own region decides 12 or 24 hours where it speaks the chosen language.
function locale() {
  const language = currentLanguage();
  return navigator.languages?.find((tag) => tag.startsWith(language)) ?? language;
}

function formatter(kind, create) {
  const key = `${kind} ${locale()}`;
  if (!cache.has(key)) cache.set(key, create(locale()));
  return cache.get(key);
}

/** The time, and the day too where it was not today. */
export function shortTime(millis, now = Date.now()) {
  const date = new Date(millis);
  const today = date.toDateString() === new Date(now).toDateString();
  return formatter(today ? 'time' : 'day', (tag) => new Intl.DateTimeFormat(tag, today
    ? { hour: 'numeric', minute: '2-digit' }
    : { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' })).format(date);
}

export function longTime(millis) {
  return formatter('long', (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'medium' })).format(millis);
}

export function number(value) {
  return formatter('number', (tag) => new Intl.NumberFormat(tag)).format(value);
}
