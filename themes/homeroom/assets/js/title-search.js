// @ts-check

/**
 * Finds pages by the words in their titles, on a site that no server answers
 * for: the search page lists every page, and this hides those that do not
 * match what was asked in ?q= or is being typed.
 */
export function searchTitles() {
  const form = document.querySelector("form[data-title-search]");
  const input = /** @type {HTMLInputElement | null} */ (form && form.querySelector("input[name=q]"));
  const status = /** @type {HTMLElement | null} */ (document.querySelector("main [role=status]"));
  if (!form || !input || !status) return;
  const show = () => {
    let found = 0;
    for (const entry of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-entry]"))) {
      entry.hidden = !matches(entry.textContent || "", input.value);
      if (!entry.hidden) found++;
    }
    for (const group of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".letters section"))) {
      group.hidden = !group.querySelector("[data-entry]:not([hidden])");
    }
    const asked = plain(input.value).trim() !== "";
    status.textContent = !asked ? "" : found === 0 ? status.dataset.none || "" : (status.dataset.some || "").replace("{n}", String(found));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  input.addEventListener("input", show);
  input.value = new URLSearchParams(location.search).get("q") || "";
  if (input.value) show();
}

/**
 * Reports whether a title has all the words that were asked for, each at the
 * beginning of one of its own words. Accents and capitals do not matter.
 *
 * @param {string} title
 * @param {string} asked
 * @returns {boolean}
 */
export function matches(title, asked) {
  const text = ` ${plain(title)}`;
  return plain(asked)
    .split(" ")
    .every((word) => text.includes(` ${word}`));
}

/**
 * Returns text in lower case, without accents, its words parted by one space.
 *
 * @param {string} text
 * @returns {string}
 */
export function plain(text) {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
