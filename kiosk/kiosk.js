// @ts-check

/**
 * Warns before an idle session ends, and keeps it alive while somebody works.
 *
 * Pages work without this: the kiosk then sends the browser to a page that
 * asks. The cookie tells it that this is not needed here. All words are in the
 * page's <dialog>, in the page's language; the time is in its data-seconds.
 */
(() => {
  const warning = 60; // seconds before the end in which the dialog asks
  const slack = 10; // seconds by which the kiosk's count may be ahead of ours
  const pause = 15; // seconds between two signs of life

  document.cookie = "hr-scripts=1; path=/; SameSite=Lax";

  // A page that the browser kept for its Back button may be another child's.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  const dialog = document.getElementById("kiosk-idle");
  if (!(dialog instanceof HTMLDialogElement)) return;
  const { seconds, still, away } = dialog.dataset;
  const limit = Number(seconds) - slack;
  let told = Date.now(); // when the kiosk last heard of us
  let active = told; // when somebody last did something

  /**
   * Sends an empty form, or one that says where we are.
   * @param {string | undefined} to @param {Record<string, string>} fields
   */
  const post = (to, fields) => fetch(to ?? "", { method: "POST", body: new URLSearchParams(fields) });

  /** Tells the kiosk that somebody is here. */
  async function tell() {
    told = Date.now();
    try {
      const answer = await post(still, { quiet: "yes", to: location.pathname });
      if (answer.status === 403) location.replace(away ?? "/");
    } catch {
      // The network is away; the next sign of life may reach the kiosk.
    }
  }

  /** Signs out, and shows the first page. */
  async function leave() {
    clearInterval(clock);
    const form = document.getElementById("sign-out");
    try {
      if (form instanceof HTMLFormElement) await post(form.action, {});
    } finally {
      location.replace(away ?? "/");
    }
  }

  function work() {
    if (!dialog.open) active = Date.now();
  }

  for (const event of ["keydown", "pointerdown", "pointermove", "scroll", "input"]) {
    addEventListener(event, work, { passive: true });
  }
  dialog.addEventListener("close", tell);

  const clock = setInterval(() => {
    const playing = [...document.querySelectorAll("audio, video")].some((m) => m instanceof HTMLMediaElement && !m.paused);
    if (playing) work();
    const idle = (Date.now() - told) / 1000;
    if (active > told && idle > pause) tell();
    else if (idle >= limit) leave();
    else if (idle >= limit - warning && !dialog.open) dialog.showModal();
  }, 1000);
})();
