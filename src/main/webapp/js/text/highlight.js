import { sanitise } from './sanitiser.js';

const LANGUAGES = ['bash', 'c', 'cpp', 'csharp', 'css', 'diff', 'dockerfile', 'go', 'ini', 'java', 'javascript', 'json', 'kotlin', 'php', 'properties', 'python', 'ruby', 'rust', 'scala', 'sql', 'swift', 'typescript', 'xml', 'yaml'];
const ALIASES = {
  sh: 'bash', shell: 'bash', zsh: 'bash', console: 'bash', 'c++': 'cpp', h: 'cpp', 'c#': 'csharp', cs: 'csharp', patch: 'diff', docker: 'dockerfile', golang: 'go',
  toml: 'ini', js: 'javascript', mjs: 'javascript', jsx: 'javascript', jsonc: 'json', kt: 'kotlin', py: 'python', rb: 'ruby', rs: 'rust', ts: 'typescript', tsx: 'typescript',
  html: 'xml', svg: 'xml', xhtml: 'xml', yml: 'yaml',
};
// Longer blocks would cause a noticeable delay.
const LONGEST = 20_000;
const SAFE = { ALLOWED_TAGS: ['span'], ALLOWED_ATTR: ['class'] };

const whenIdle = globalThis.requestIdleCallback?.bind(globalThis) ?? ((run) => setTimeout(run, 50));
const loaded = new Map();
let core = null;

/** Highlights a finished block of code when there is time; unknown languages stay as they are. */
export function highlight(code, name) {
  const lower = name.toLowerCase();
  const language = ALIASES[lower] ?? lower;
  if (!LANGUAGES.includes(language) || code.textContent.length > LONGEST) return;
  load(language).then((hljs) => whenIdle(() => {
    const { value } = hljs.highlight(code.textContent, { language, ignoreIllegals: true });
    code.replaceChildren(sanitise(value, SAFE));
  })).catch(() => {});
}

function load(language) {
  if (!loaded.has(language)) {
    loaded.set(language, Promise.all([loadCore(), import(`../../lib/highlight/languages/${language}.js`)]).then(([hljs, { default: definition }]) => {
      hljs.registerLanguage(language, definition);
      return hljs;
    }));
  }
  return loaded.get(language);
}

/** The core is a CommonJS module, so it gets what such a module expects. */
function loadCore() {
  if (!core) {
    globalThis.module = {};
    core = import('../../lib/highlight/core.js').then(() => {
      const { exports } = globalThis.module;
      delete globalThis.module;
      return exports;
    });
  }
  return core;
}
