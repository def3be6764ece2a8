/** Leaves out the first characters of the last line while they are ambiguous, so that they do not flash. */
export function presentable(markdown, inside) {
  const held = markdown.replace(/(^|\n)[ \t]*(?:[-=*+#>|~`$]+|\d{1,3}[.)])[ \t]*$/, '$1').replace(/\\$/, '');
  if (inside?.kind === 'table') return held;
  return closed(held.replace(/(^|\n)\|[^\n]*(?:\n[|:\- \t]*)?$/, '$1'));
}

/** Treats open code or bold text in the last line as closed, which it nearly always will be. */
function closed(markdown) {
  const line = markdown.slice(markdown.lastIndexOf('\n') + 1);
  const ticks = line.split('`').length - 1;
  if (ticks % 2) return line.endsWith('`') ? markdown.slice(0, -1) : `${markdown}\``;
  const prose = line.replace(/`[^`]*`/g, '');
  if (prose.split('**').length % 2) return markdown;
  if (/\*\*[ \t]*$/.test(line)) return markdown.replace(/\*\*[ \t]*$/, '');
  return /\*\*[^\s*][^*]*$/.test(prose) ? `${markdown.trimEnd()}**` : markdown;
}
