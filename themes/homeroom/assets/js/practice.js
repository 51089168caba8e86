// @ts-check

/**
 * Checks the answers of a practice quiz in the page itself. Nothing is kept
 * and nothing is sent.
 *
 * Each question brings a part with data-practice, which holds the key and the
 * words (see internal/question); without this module that part stays hidden,
 * and the answers are found behind "Show the answer".
 */
export function practise() {
  const parts = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-practice]")]);
  const summary = /** @type {HTMLElement | null} */ (document.querySelector("[data-practice-summary]"));
  /** @type {Question[]} */
  const questions = [];
  const tell = () => summary && summarize(summary, questions);
  for (const part of parts) questions.push(new Question(part, tell));
  if (!summary || questions.length === 0) return;
  summary.hidden = false;
  const restart = summary.querySelector("[data-restart]");
  if (restart) {
    restart.addEventListener("click", () => {
      for (const question of questions) question.empty();
      questions[0].focus();
    });
  }
  tell();
}

/** One question on the page, and what its last check came to. */
class Question {
  /**
   * @param {HTMLElement} part the question's part with data-practice
   * @param {() => void} told is called when the state has changed
   */
  constructor(part, told) {
    this.part = part;
    this.field = /** @type {HTMLElement} */ (part.closest(".question"));
    this.told = told;
    /** @type {State | ""} */
    this.state = "";
    part.hidden = false;
    this.find("[data-check]").addEventListener("click", () => this.check());
    this.find("[data-again]").addEventListener("click", () => {
      this.empty();
      this.focus();
    });
    this.field.addEventListener("change", () => this.show(""));
  }

  /**
   * @param {string} selector of something inside the part
   * @returns {HTMLElement}
   */
  find(selector) {
    return /** @type {HTMLElement} */ (this.part.querySelector(selector));
  }

  /** @returns {HTMLSelectElement[]} */
  selects() {
    return [...this.field.querySelectorAll("select")];
  }

  /** @returns {HTMLInputElement[]} */
  inputs() {
    return [...this.field.querySelectorAll("input")];
  }

  /** @returns {Pick[]} what is picked now, as a form would send it */
  picks() {
    /** @type {Pick[]} */
    const picks = [];
    for (const input of this.inputs()) if (input.checked) picks.push([input.name, input.value]);
    for (const select of this.selects()) if (select.value) picks.push([select.name, select.value]);
    return picks;
  }

  check() {
    this.show(grade(this.picks(), this.part.dataset.key || ""));
  }

  /** Empties the question and takes back what was said of it. */
  empty() {
    for (const input of this.inputs()) input.checked = false;
    for (const select of this.selects()) select.value = "";
    this.show("");
  }

  focus() {
    const first = this.inputs()[0] || this.selects()[0];
    if (first) first.focus();
  }

  /** @param {State | ""} state "" takes back what was said */
  show(state) {
    if (state === "" && this.state === "") return;
    this.state = state;
    const verdict = this.find("[role=status]"), said = this.find(".practice-said");
    verdict.replaceChildren();
    said.replaceChildren();
    delete verdict.dataset.state;
    this.find("[data-again]").hidden = state === "" || state === "missing";
    if (state !== "") {
      const text = this.copy(`[data-verdict="${state}"]`);
      if (text) {
        verdict.dataset.state = text.dataset.state;
        verdict.append(...text.childNodes);
      }
      if (state !== "missing") said.append(...this.reasons());
    }
    this.told();
  }

  /**
   * @param {string} selector of something in the part's template
   * @returns {HTMLElement | null} a copy of it
   */
  copy(selector) {
    const template = this.part.querySelector("template");
    const found = template && template.content.querySelector(selector);
    return found ? /** @type {HTMLElement} */ (document.importNode(found, true)) : null;
  }

  /** @returns {HTMLElement[]} what is said of each pick, and of the whole if it is right */
  reasons() {
    const picks = this.picks(), list = document.createElement("ul");
    for (const [name, value] of picks) {
      const line = this.copy(`[data-pick="${name}=${value}"]`);
      if (line) list.append(line);
    }
    list.className = list.childElementCount ? "quiz-choices" : "quiz-slots";
    const template = this.part.querySelector("template");
    const slots = /** @type {HTMLElement[]} */ (template ? [...template.content.querySelectorAll("[data-slot]")] : []);
    for (const slot of slots) list.append(this.slot(slot, picks));
    const why = this.state === "right" ? this.copy("[data-why]") : null;
    return why ? [list, why] : [list];
  }

  /**
   * @param {HTMLElement} model of a slot in the template
   * @param {Pick[]} picks
   * @returns {HTMLElement} the slot with what was put there
   */
  slot(model, picks) {
    const line = /** @type {HTMLElement} */ (document.importNode(model, true));
    const name = model.dataset.slot || "";
    const pick = picks.find((p) => p[0] === name);
    const state = !pick ? "missing" : grade([pick], keyOf(this.part.dataset.key || "", name));
    line.dataset.state = state;
    const mark = this.copy(`[data-mark="${state}"]`), label = line.querySelector(".quiz-slot-name");
    if (mark && label) {
      const [tick, ...rest] = mark.children;
      label.before(tick, " ");
      label.after(" ", ...rest);
    }
    const picked = line.querySelector(".quiz-picked bdi");
    if (picked && pick) picked.append(...this.chosen(name, pick[1]));
    for (const why of /** @type {NodeListOf<HTMLElement>} */ (line.querySelectorAll("[data-when]"))) {
      if (!pick || why.dataset.when !== pick[1]) why.remove();
    }
    return line;
  }

  /**
   * @param {string} name of a field
   * @param {string} value that is chosen in it
   * @returns {Node[]} the value as the student reads it
   */
  chosen(name, value) {
    const select = this.selects().find((s) => s.name === name);
    if (select) {
      const option = select.selectedOptions[0], text = document.createElement("span");
      text.lang = option.lang;
      text.textContent = option.text;
      return [text];
    }
    const input = this.inputs().find((i) => i.name === name && i.value === value);
    const label = input && input.closest("label");
    return copies(label && label.querySelector(".quiz-choice-text"));
  }
}

/**
 * @param {Element | null | undefined} of
 * @returns {Node[]} copies of what is in an element
 */
function copies(of) {
  return of ? [...of.childNodes].map((n) => n.cloneNode(true)) : [];
}

/**
 * Shows how all questions turned out.
 *
 * @param {HTMLElement} summary
 * @param {Question[]} questions
 */
function summarize(summary, questions) {
  const { checked, right, total } = tally(questions.map((q) => q.state));
  const words = summary.dataset;
  let text = fill(words.checked || "", checked, total);
  if (checked === total) text = right === total ? words.all || "" : fill(words.score || "", right, total);
  const status = summary.querySelector("[role=status]"), look = summary.querySelector("[data-look]"), list = summary.querySelector("ul");
  if (status && status.textContent !== text) status.textContent = text;
  if (!(look instanceof HTMLElement) || !list) return;
  const again = checked === total ? questions.filter((q) => q.state !== "right") : [];
  look.hidden = list.hidden = again.length === 0;
  list.replaceChildren(...again.map(linkTo));
}

/**
 * @param {Question} question
 * @returns {HTMLElement} a line that leads to the question
 */
function linkTo(question) {
  const item = document.createElement("li"), link = document.createElement("a");
  link.href = `#${question.field.id}-1`;
  link.append(...copies(question.field.querySelector(".question-count")), " ", ...copies(question.field.querySelector(".question-title")));
  item.append(link);
  return item;
}

/** @typedef {[string, string]} Pick the name of a field and what is picked in it */
/** @typedef {"right" | "wrong" | "more" | "missing"} State more: right as far as it goes */

/**
 * Says how an answer turned out: right when exactly the picks of the key were
 * made, in any order; there is no partial credit. An answer that has only
 * picks of the key, but not all of them, is "more"; no pick at all is
 * "missing".
 *
 * @param {Pick[]} picks
 * @param {string} key the right answer as a form would send it, such as "steps.1=save&steps.2=block"
 * @returns {State}
 */
export function grade(picks, key) {
  const want = new Set([...new URLSearchParams(key)].map(join));
  const got = new Set(picks.filter((p) => p[1] !== "").map(join));
  if (got.size === 0) return "missing";
  for (const pick of got) if (!want.has(pick)) return "wrong";
  return got.size === want.size ? "right" : "more";
}

/**
 * Returns the part of a key that belongs to one field.
 *
 * @param {string} key
 * @param {string} name
 * @returns {string}
 */
export function keyOf(key, name) {
  return String(new URLSearchParams([...new URLSearchParams(key)].filter((p) => p[0] === name)));
}

/**
 * Counts the questions that were checked, and those that are right. One that
 * has no answer was not checked.
 *
 * @param {(State | "")[]} states
 * @returns {{ checked: number, right: number, total: number }}
 */
export function tally(states) {
  return {
    checked: states.filter((s) => s !== "" && s !== "missing").length,
    right: states.filter((s) => s === "right").length,
    total: states.length,
  };
}

/**
 * Puts two numbers into a sentence.
 *
 * @param {string} sentence with {n} and {total}
 * @param {number} n
 * @param {number} total
 * @returns {string}
 */
export function fill(sentence, n, total) {
  return sentence.replace("{n}", String(n)).replace("{total}", String(total));
}

/** @param {Pick} pick */
function join(pick) {
  return pick.join("=");
}
