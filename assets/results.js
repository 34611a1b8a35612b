// Each result is stamped with the values that it was made from. Here the stamp is compared with the values on the page,
// before anything is painted: a result that was made from others is dimmed and says what has changed.
window.facestyle ??= (() => {
  const DEBOUNCE = 80;
  const PATIENCE = 15000; // milliseconds in which a result that comes by itself is waited for
  const areas = new Map();
  const now = {}; // revisions of the parts of the visit, by name

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const state = (area) => JSON.stringify([area.values, now]);

  // As `results._plain` writes values: a file by its folder, which is named by its content, and its name.
  function plain(value) {
    if (Array.isArray(value)) return value.length ? value.map(plain) : null;
    if (value?.path) return value.path.split(/[\\/]/).slice(-2).join("/");
    return value ?? null;
  }

  // A run ends with its connection, and Gradio loads the page again: then the page says so, until the next run.
  const ENDED = "facestyleEnded";
  const running = (id) => Boolean(document.getElementById(id)?.querySelector("[role=progressbar]"));
  let endedBefore = [];
  try {
    endedBefore = JSON.parse(sessionStorage.getItem(ENDED) ?? "[]");
    sessionStorage.removeItem(ENDED);
    window.addEventListener("pagehide", () => {
      const cut = [...areas.keys()].filter(running);
      if (cut.length) sessionStorage.setItem(ENDED, JSON.stringify(cut));
    });
  } catch {
    // the browser keeps nothing for this page
  }

  function sayEnded(area, place) {
    if (!endedBefore.includes(area.id) || !area.told.ended) return;
    if (running(area.id)) {
      endedBefore = endedBefore.filter((one) => one !== area.id);
      place.querySelector(":scope > .fs-ended")?.remove();
    } else if (!place.querySelector(":scope > .fs-ended")) {
      const sentence = document.createElement("p");
      sentence.className = "fs-ended";
      sentence.textContent = area.told.ended;
      place.prepend(sentence);
    }
  }

  function shown(told, values) {
    const area = areas.get(told.id) ?? { ...told, had: false, busy: false, asked: "", timer: 0, since: 0 };
    area.values = values.map(plain);
    areas.set(told.id, area);
    judge(area);
  }

  // A picture is on the screen, or gone from it, some frames before the page's values follow.
  function otherPicture(id, place) {
    const input = id && document.getElementById(id);
    if (!input || !place) return false;
    const source = input.querySelector("img")?.getAttribute("src");
    if (!source) return true;
    try {
      return source.includes("/file=") && !decodeURIComponent(source).endsWith(place);
    } catch {
      return false;
    }
  }

  function changes(area, made) {
    const inputs = Object.keys(made.of)
      .map(Number)
      .filter((one) => !same(made.of[one], area.values[one]) || otherPicture(area.pictures[one], made.of[one]));
    const parts = Object.keys(made.parts).filter((part) => now[part] > made.parts[part]);
    return { count: inputs.length + parts.length, inputs, parts };
  }

  // What is painted is read aloud, not every step of it. The area is there before its content, or nothing would be.
  function announce(place) {
    const busy = String(place.querySelector("[role=progressbar]") !== null);
    if (place.getAttribute("aria-live") !== "polite") place.setAttribute("aria-live", "polite");
    if (place.getAttribute("aria-busy") !== busy) place.setAttribute("aria-busy", busy);
  }

  function judge(area) {
    const place = document.getElementById(area.id);
    if (place) {
      announce(place);
      sayEnded(area, place);
    }
    const made = place?.querySelector(".fs-made");
    if (!made && !area.had) return;
    area.had = true;
    const found = made ? changes(area, JSON.parse(made.dataset.made)) : { count: 0 };
    if (made) mark(area, made, found);
    const apart = found.count > 0 || !made || made.querySelector(":scope > .fs-problem") !== null;
    for (const id of area.beside) document.getElementById(id)?.toggleAttribute("data-old", apart);
    if (found.count) askAgain(area);
    else area.asked = "";
  }

  function mark(area, made, found) {
    const sentence = made.querySelector(":scope > .fs-old");
    if (!found.count) {
      area.since = 0;
      delete made.dataset.old;
      sentence.hidden = true;
      return;
    }
    const soon = found.parts.length === 0 && found.inputs.every((one) => area.atOnce.includes(one));
    made.dataset.old = soon ? "soon" : "now";
    if (!soon) area.since = 0;
    else if (!area.since) {
      area.since = Date.now();
      setTimeout(() => judge(area), PATIENCE);
    }
    const text = tell(area, made, found);
    if (sentence.textContent !== text) sentence.textContent = text;
    sentence.hidden = false;
  }

  function tell(area, made, found) {
    const names = [...found.inputs.map((one) => `“${area.labels[one]}”`), ...found.parts.map((one) => area.parts[one])];
    const some = names.length > 3 ? [...names.slice(0, 2), area.told.others] : names;
    const [last] = some.splice(-1);
    const changed = some.length ? some.join(area.told.comma) + area.told.and + last : last;
    const running = made.querySelector("[role=progressbar]");
    const coming = area.busy || (area.again && area.asked !== state(area));
    const soon = area.since && !running && Date.now() - area.since < PATIENCE;
    return (coming || soon ? area.told.again : running ? area.told.running : area.told.old).replace("{changed}", changed);
  }

  // The server knows whether it can answer soon; once it has declined, it is asked again only after another change.
  function askAgain(area) {
    if (!area.again || area.busy || area.asked === state(area)) return;
    clearTimeout(area.timer);
    area.timer = setTimeout(() => {
      const button = document.getElementById(area.again);
      const made = document.getElementById(area.id)?.querySelector(".fs-made");
      if (!button || !made || area.busy || !changes(area, JSON.parse(made.dataset.made)).count) return;
      area.busy = true;
      area.asked = state(area);
      button.click();
    }, DEBOUNCE);
  }

  function ended(id) {
    const area = areas.get(id);
    if (!area) return;
    area.busy = false;
    judge(area);
  }

  function look() {
    for (const one of document.querySelectorAll("[data-now]"))
      for (const [part, revision] of Object.entries(JSON.parse(one.dataset.now)))
        now[part] = Math.max(now[part] ?? 0, revision);
    for (const area of areas.values()) judge(area);
  }

  // On a phone the result lies below the button: the page goes there when a run begins.
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("button.primary")?.textContent.trim();
    if (!pressed || window.innerWidth > 640) return;
    const place = [...areas.values()]
      .filter((area) => area.press === pressed)
      .map((area) => document.getElementById(area.id))
      .find((one) => one?.offsetParent);
    place?.scrollIntoView({ behavior: "smooth", block: "start" });
  });

  const watched = { subtree: true, childList: true, attributes: true, attributeFilter: ["src"] };
  new MutationObserver(look).observe(document.documentElement, watched);
  return { shown, ended };
})();
