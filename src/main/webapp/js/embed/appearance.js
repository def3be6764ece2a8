/** The appearance that the embedding page requests. */

// Maps the host's variables to the page's.
const VARIABLES = {
  '--suda-accent': { property: 'color', names: ['--accent', '--accent-strong', '--focus'] },
  '--suda-background': { property: 'background-color', names: ['--surface'] },
  '--suda-text': { property: 'color', names: ['--text'] },
  '--suda-font': { property: 'font-family', names: ['--font'] },
};

/** Applies the values of the host's variables; invalid colours and fonts count as not set. */
export function setVariables(values = {}) {
  const { style } = document.documentElement;
  for (const [variable, { property, names }] of Object.entries(VARIABLES)) {
    const value = String(values[variable] ?? '').trim();
    const good = value !== '' && CSS.supports(property, value);
    for (const name of [variable, ...names]) {
      if (good) style.setProperty(name, value);
      else style.removeProperty(name);
    }
    if (variable === '--suda-accent') setOnAccent(good ? value : null);
  }
  setSurfaces();
}

/** Text on the accent colour is light or dark, whichever has more contrast. */
function setOnAccent(accent) {
  const { style } = document.documentElement;
  const luminance = accent && relativeLuminance(accent);
  if (luminance === null) style.removeProperty('--on-accent');
  else style.setProperty('--on-accent', luminance > 0.179 ? '#000' : '#fff');
}

/** Other surfaces and lines are derived from the background and the text. */
function setSurfaces() {
  const { style } = document.documentElement;
  const background = style.getPropertyValue('--suda-background');
  const mix = (name, share) => (background ? style.setProperty(name, `color-mix(in srgb, var(--text) ${share}%, var(--suda-background))`) : style.removeProperty(name));
  Object.entries({ '--surface-raised': 3, '--surface-sunken': 6, '--surface-side': 6, '--surface-selected': 14, '--line': 14, '--line-strong': 22 })
    .forEach(([name, share]) => mix(name, share));
  if (background) style.setProperty('--surface-user', 'color-mix(in srgb, var(--accent) 14%, var(--suda-background))');
  else style.removeProperty('--surface-user');
  if (style.getPropertyValue('--suda-text')) style.setProperty('--text-soft', 'color-mix(in srgb, var(--text) 75%, var(--surface))');
  else style.removeProperty('--text-soft');
}

/** Relative luminance (WCAG 2.2), 0 to 1; null if the browser does not report the colour. */
function relativeLuminance(colour) {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return null;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
