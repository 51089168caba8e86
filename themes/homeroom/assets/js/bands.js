// @ts-check

/**
 * Chooses the band that the page's address names, such as
 * …/lessons/index.html#room-band-6-8, and the one that is chosen by hand goes
 * into the address, so that it is still chosen when the reader comes back.
 */
export function chooseBand() {
  const bands = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[name=band]"));
  for (const band of bands) {
    if (location.hash === `#${band.id}`) band.checked = true;
    band.addEventListener("change", () => history.replaceState(null, "", `#${band.id}`));
  }
}
