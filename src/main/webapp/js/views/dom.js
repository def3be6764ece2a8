const SVG = 'http://www.w3.org/2000/svg';

/** element('p', {class: 'x', dataset: {…}, onclick}, 'text', node): strings become text, never markup. */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'dataset') Object.assign(node.dataset, value);
    else if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', name === 'logo' ? 'message-mark' : 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', name === 'logo' ? '#logo' : `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Sets only changed values: even an equal one makes the browser look for dependents. */
export function show(node, visible) {
  if (node.hidden === visible) node.hidden = !visible;
}

/**
 * Called when a dialog has closed. After one that another one had opened, Chromium gives the text field the focus back
 * without the caret, and typing has no effect.
 */
export function restoreCaret() {
  const { activeElement: field } = document;
  if (typeof field?.selectionStart === 'number') field.setSelectionRange(field.selectionStart, field.selectionEnd, field.selectionDirection);
}

/** Closes a dialog on a click beside it, unless a selection of its text ends there. */
export function closeBeside(dialog) {
  let pressed = false;
  dialog.addEventListener('pointerdown', ({ target }) => { pressed = target === dialog; });
  dialog.addEventListener('click', ({ target }) => pressed && target === dialog && dialog.close());
}
