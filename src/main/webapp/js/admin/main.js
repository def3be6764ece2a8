import './words.js';
import { browserLanguage, currentLanguage, setLanguage, t } from '../i18n.js';
import * as storage from '../storage.js';
import { backOff, sleep } from '../stream/delay.js';
import { show } from '../views/dom.js';
import { call, figures, forgetToken, keepToken } from './api.js';
import { Charts } from './charts.js';
import { Audit, Notices, People, Usage } from './lists.js';

const READ_WITHIN = 8000;

const key = document.getElementById('key');
const keyProblem = document.getElementById('key-problem');
const problem = document.getElementById('problem');
const state = document.getElementById('figures-state');
let hidden = 0;

/** Shows the error, if any; returns the answer. */
function tell(answer) {
  if (!answer.ok) {
    problem.textContent = t('adminProblem', { detail: answer.body.detail ?? answer.status });
    show(problem, true);
    clearTimeout(hidden);
    hidden = setTimeout(() => show(problem, false), READ_WITHIN);
  }
  return answer;
}

const charts = new Charts();
const lists = [new Notices(tell), new People(tell), new Usage(tell), new Audit(tell)];

function label() {
  document.title = t('adminTitle');
  [charts, ...lists].forEach((view) => view.relabel());
}

document.getElementById('language').addEventListener('click', () => {
  setLanguage(currentLanguage() === 'ko' ? 'en' : 'ko');
  storage.saveLanguage(currentLanguage());
  label();
});

/** Returns whether the caller is an administrator. */
async function enter() {
  const answer = await call('GET', 'notices');
  show(key, !answer.ok);
  show(document.getElementById('admin'), answer.ok);
  return answer.ok;
}

async function follow() {
  for (let attempt = 0; ; attempt++) {
    try {
      await figures((nodes) => {
        attempt = 0;
        state.textContent = t('adminLive');
        charts.add(nodes);
      });
    } catch {
      // Reported below; the next attempt may succeed.
    }
    state.textContent = t('adminAway');
    await sleep(backOff(attempt, 0));
  }
}

function begin() {
  label();
  lists.forEach((list) => list.read());
  follow();
}

key.addEventListener('submit', async (event) => {
  event.preventDefault();
  keepToken(document.getElementById('key-input').value);
  if (await enter()) {
    begin();
    // The field that had the focus has been removed.
    document.querySelector('#admin h2').focus();
    return;
  }
  forgetToken();
  keyProblem.textContent = t('adminRefused');
  show(keyProblem, true);
});

setLanguage(storage.loadLanguage() ?? browserLanguage());
if (await enter()) begin();
else document.getElementById('key-input').focus();
