import { isCjk } from './cjk.js';

const HOST = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?$|^\[[\da-f:.]+\]$/iu;
const END = /[\s\p{C}\p{Z}<>"`\\{}|^]/u;
const PART = /[/?#&=_(-]/;
const CLOSING = { ')': '(', ']': '[' };
const EMAIL = /(^|[^\w.+-])([\w.+-]+@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,})(?![\w-])/i;

/**
 * Addresses that stand bare in the text become links, as in GFM. They end before any punctuation that is not ASCII (RFC
 * 3986 has none), and before a bracket that was opened outside. Chinese, Japanese or Korean letters end them, too, as the
 * particle does in `https://example.com/page에서`, but where a part of a path or query begins with some.
 */
export function bareLinks(md) {
  const web = { validate: (text, at) => (text.startsWith('//', at) ? addressLength(text, at, 2) : 0) };
  md.linkify.set({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true });
  for (const scheme of ['ftp:', '//']) md.linkify.add(scheme, null);
  md.linkify.add('http:', web).add('https:', web).add('mailto:', {
    validate: (text, at) => EMAIL.exec(text.slice(at))?.index === 0 && EMAIL.exec(text.slice(at))[0].length,
  }).add('www.', {
    validate: (text, at) => addressLength(text, at, 0),
    normalize: (match) => { match.url = `http://${match.url}`; },
  });
  md.linkify.re.email_fuzzy = EMAIL;
  // Shows the text as written, not decoded.
  md.normalizeLinkText = (text) => text;
}

/** Whether this is the first character of a part of a path or query. */
function beginsPart(text, host, at) {
  const slash = text.indexOf('/', host);
  return slash >= 0 && slash < at && PART.test(text[at - 1]);
}

function addressLength(text, start, hostAt) {
  const open = [];
  let at = start + hostAt;
  let named = false;
  for (let character; at < text.length; at += character.length) {
    character = String.fromCodePoint(text.codePointAt(at));
    named = isCjk(character) && (named || beginsPart(text, start + hostAt, at));
    if (END.test(character) || (isCjk(character) && !named) || (character > '\x7f' && !/[\p{L}\p{M}\p{N}]/u.test(character))) break;
    if (character === '(' || character === '[') open.push(character);
    else if (character in CLOSING && open.pop() !== CLOSING[character]) break;
  }
  const address = text.slice(start, at).replace(/(?:&[a-z\d]+;|[?!.,:;*_~'"([])+$/i, '');
  const host = address.slice(hostAt).split(/[/?#]/, 1)[0].replace(/^.*@/, '').replace(/:\d*$/, '');
  return HOST.test(host) ? address.length : 0;
}
