// @ts-check

/**
 * Opens the answer that the page's address names, such as …/index.html#stolen.
 * Without it the reader is taken to the question and presses it.
 */
export function openTarget() {
  const open = () => {
    const target = document.getElementById(name(location.hash));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.scrollIntoView();
    }
  };
  window.addEventListener("hashchange", open);
  open();
}

/**
 * Returns the id that the end of an address names.
 *
 * @param {string} hash such as "#stolen"; "" for none
 * @returns {string}
 */
export function name(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return hash.slice(1); // not written as an address should be
  }
}
