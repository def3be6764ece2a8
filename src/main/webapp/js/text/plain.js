import { t } from '../i18n.js';

/** What of Markdown is worth hearing. */
export function plain(markdown) {
  return markdown
    .replace(/```[^]*?(?:```|$)/g, ` ${t('codeBlock')} `)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[ \t]*(?:[#>]+|[-*+]|\|?[\s|:-]+\|)[ \t]*/gm, '')
    .replace(/[*_`|~]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
