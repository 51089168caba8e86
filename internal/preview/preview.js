// @ts-check

/**
 * Keeps a page of the preview up to date: loads it again when the site has
 * changed, at the place to which it was scrolled, and shows mistakes over it
 * until they are mended.
 *
 * Pages work without this: they show the mistakes of the moment in which they
 * were loaded, and a link to load them again. What this page shows is in the
 * script's data-site and data-mistakes. There are no words here; the mistakes
 * are taken from the page that has nothing else.
 */
(() => {
  const script = document.currentScript;
  const place = document.getElementById("preview-mistakes");
  if (!(script instanceof HTMLScriptElement) || !place) return;
  const site = script.dataset.site ?? "";
  let shown = script.dataset.mistakes ?? "";

  /** @type {EventSource | null} */
  let source = null;

  /** Hears of changes, while the page can be seen: a browser has few lines. */
  function listen() {
    if (source || document.visibilityState === "hidden") return;
    const line = new EventSource("/.preview/events");
    source = line;
    line.onmessage = (event) => follow(JSON.parse(event.data));
    line.onopen = () => away(false);
    line.onerror = () => {
      away(true);
      if (line.readyState !== EventSource.CLOSED) return; // it tries again by itself
      rest();
      setTimeout(listen, 1000);
    };
  }

  function rest() {
    source?.close();
    source = null;
  }

  /** @param {boolean} is whether the preview does not answer */
  function away(is) {
    document.documentElement.toggleAttribute("data-preview-away", is);
  }

  /** @param {{site: string, mistakes: string}} now */
  function follow(now) {
    if (now.site !== site) {
      keepPlace();
      location.reload();
    } else if (now.mistakes !== shown) {
      shown = now.mistakes;
      if (shown === "") place?.replaceChildren();
      else fetchMistakes();
    }
  }

  /** Shows the mistakes of now. A request for a document needs no parser here. */
  function fetchMistakes() {
    const request = new XMLHttpRequest();
    request.open("GET", "/.preview/mistakes");
    request.responseType = "document";
    request.onload = () => {
      const from = request.responseXML?.getElementById("preview-mistakes");
      const mark = request.responseXML?.querySelector("script")?.dataset.mistakes;
      if (!from || mark !== shown) return; // there is newer news under way
      place?.replaceChildren(...[...from.childNodes].map((node) => document.importNode(node, true)));
      mind();
    };
    request.send();
  }

  /** Leaves mistakes closed that were closed before, on whatever page. */
  function mind() {
    const panel = place?.querySelector("details");
    if (!panel) return;
    if (sessionStorage.getItem("preview-closed") === shown) panel.open = false;
    panel.addEventListener("toggle", () => sessionStorage.setItem("preview-closed", panel.open ? "" : shown));
  }

  /** All parts of the page that can be opened. */
  const parts = () => [...document.querySelectorAll("main details")].filter((part) => part instanceof HTMLDetailsElement);

  /** Notes what the reader sees of the page. */
  function keepPlace() {
    const open = parts().map((part) => part.open);
    sessionStorage.setItem("preview-place", JSON.stringify({ at: location.pathname, x: scrollX, y: scrollY, open }));
  }

  /** Goes back to what the reader saw before the page was loaded again. */
  function findPlace() {
    const kept = JSON.parse(sessionStorage.getItem("preview-place") ?? "null");
    sessionStorage.removeItem("preview-place");
    if (!kept || kept.at !== location.pathname) return;
    const now = parts();
    if (now.length === kept.open.length) now.forEach((part, i) => (part.open = kept.open[i]));
    const go = () => scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
    history.scrollRestoration = "manual"; // the browser would put it elsewhere, later
    go();
    addEventListener("load", () => requestAnimationFrame(go), { once: true }); // when its pictures have their places
  }

  addEventListener("keydown", (event) => {
    const panel = place.querySelector("details");
    if (event.key === "Escape" && panel) panel.open = false;
  });
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  findPlace();
  mind();
  listen();
})();
