// @ts-check

const key = "homeroom-text-size";

/**
 * Remembers the size of text that was chosen, until the browser is closed.
 *
 * The style sheet reads the size from the radio buttons in the header, so they
 * work by themselves on one page; this only carries the choice to the next.
 * On a shared device the next student starts at the normal size.
 */
export function rememberTextSize() {
  const sizes = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[name=text-size]"));
  const chosen = recall();
  for (const input of sizes) {
    if (input.value === chosen) input.checked = true;
    input.addEventListener("change", () => remember(input.value));
  }
}

/** @returns {string | null} the size chosen before; null if none, or if the browser keeps nothing */
function recall() {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} size */
function remember(size) {
  try {
    sessionStorage.setItem(key, size);
  } catch {
    // The choice then holds for this page only.
  }
}
