// @ts-check

/**
 * Puts the page's whole address into the letter that "E-mail this page"
 * begins. Without it the letter has the page's title and its path.
 */
export function nameAddress() {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-email]"))) {
    link.addEventListener("click", () => {
      link.href = letter(document.title, location.href);
    });
  }
}

/**
 * Returns the address of a new letter about a page.
 *
 * @param {string} title
 * @param {string} address
 * @returns {string}
 */
export function letter(title, address) {
  return `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(`${title}\n${address}`)}`;
}
