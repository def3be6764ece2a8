import { currentLanguage, t } from './i18n.js';

const DAY = 86_400_000;
const cache = new Map();

// The browser's region decides between 12 and 24 hours if it uses the chosen language.
function locale() {
  const language = currentLanguage();
  return navigator.languages?.find((tag) => tag.startsWith(language)) ?? language;
}

function formatter(kind, create) {
  const key = `${kind} ${locale()}`;
  if (!cache.has(key)) cache.set(key, create(locale()));
  return cache.get(key);
}

const startOfDay = (time) => new Date(time).setHours(0, 0, 0, 0);

/** The time, with the day unless it is today, and the year unless it is this one. */
export function shortTime(time, now = Date.now()) {
  const date = new Date(time);
  const today = startOfDay(date) === startOfDay(now);
  const year = date.getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return formatter(today ? 'time' : `day ${year}`, (tag) => new Intl.DateTimeFormat(tag, today
    ? { hour: 'numeric', minute: '2-digit' }
    : { year, month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' })).format(date);
}

export function longTime(time) {
  return formatter('long', (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'medium' })).format(new Date(time));
}

/** Today, yesterday, the weekday within a week, otherwise the month. */
export function dayName(time, now = Date.now()) {
  const date = new Date(time);
  // Half a day is added for days on which the clock changes.
  const days = Math.floor((startOfDay(now) - startOfDay(date) + DAY / 2) / DAY);
  if (days <= 0) return t('today');
  if (days === 1) return t('yesterday');
  if (days < 7) return formatter('weekday', (tag) => new Intl.DateTimeFormat(tag, { weekday: 'long' })).format(date);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  const form = sameYear ? { month: 'long' } : { month: 'long', year: 'numeric' };
  return formatter(`month ${sameYear}`, (tag) => new Intl.DateTimeFormat(tag, form)).format(date);
}

export function number(value) {
  return formatter('number', (tag) => new Intl.NumberFormat(tag)).format(value);
}
