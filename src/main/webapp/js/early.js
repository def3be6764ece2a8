// A classic script, which runs before the page's modules have loaded: a message sent in that time is kept, and sent by
// the composer when it can be. Where a module cannot be loaded, the page says so.
(() => {
  const keep = (event, composer) => {
    event.preventDefault();
    composer.dataset.early = 'submit';
  };
  const tell = () => {
    document.getElementById('incomplete').hidden = false;
  };
  const isEarly = (composer) => composer?.id === 'composer' && composer.dataset.early !== undefined;

  const onError = ({ target }) => {
    if (target.tagName !== 'SCRIPT') return;
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', tell);
    else tell();
  };
  // Errors of loading do not bubble.
  addEventListener('error', onError, true);
  document.addEventListener('submit', (event) => isEarly(event.target) && keep(event, event.target));
  document.addEventListener('keydown', (event) => {
    const composer = event.target.form;
    // As in views/keys.js.
    const isSending = event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
    if (isSending && isEarly(composer) && !matchMedia('(pointer: coarse)').matches) keep(event, composer);
  });
})();
