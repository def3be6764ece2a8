const RTL = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const LETTER = /\p{L}/u;
const ISOLATED = 'code, .math';

/**
 * Gives each block of an answer its own direction, that of its first letter; one without letters has that of the block
 * around it. Blocks of text get `dir="auto"`. Code and formulas are left to right and don't count. For blocks of
 * blocks, whose content `auto` would skip, the direction is set explicitly.
 */
export function direct(fragment) {
  for (const part of fragment.querySelectorAll(ISOLATED)) part.dir = 'ltr';
  for (const block of fragment.querySelectorAll('p, h2, h3, h4, h5, h6, th, td, ul, ol, li, blockquote, table')) {
    const direction = directionOf(block);
    if (direction) block.dir = /^(?:UL|OL|LI|BLOCKQUOTE|TABLE)$/.test(block.tagName) ? direction : 'auto';
  }
}

function directionOf(block) {
  const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    const letter = LETTER.exec(text.data)?.[0];
    if (letter && !text.parentElement.closest(ISOLATED)) return RTL.test(letter) ? 'rtl' : 'ltr';
  }
  return null;
}
