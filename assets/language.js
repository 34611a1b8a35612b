// The language of the page: what the visitor has chosen by the switch, or else the browser's. This runs before anything
// else of the page: another page is asked for before this one is drawn, and Gradio reads navigator.language for its own
// words (Drop a file here) and for <html lang>.
(() => {
  const { language, lang, pages, fixed } = document.currentScript.dataset;
  const addresses = JSON.parse(pages); // by language; that of the first page is empty
  const KEY = "facestyle-language";
  const offered = (one) => Object.hasOwn(addresses, one);

  function chosen() {
    try {
      return localStorage.getItem(KEY) ?? "";
    } catch {
      return ""; // storage is refused: each visit is a first one
    }
  }

  // An address with the name of a language is that language's, whoever follows the link.
  if (!addresses[language]) {
    const ofBrowser = navigator.languages.map((one) => one.split("-")[0].toLowerCase());
    const wanted = [chosen(), ...ofBrowser].find(offered) ?? language;
    if (wanted !== language) {
      const folder = location.pathname.replace(/\/?$/, "/");
      location.replace(folder + addresses[wanted] + location.search + location.hash);
    }
  }
  Object.defineProperty(navigator, "language", { value: lang, configurable: true });

  translateFixed(Object.entries(JSON.parse(fixed)));

  // Some of Gradio's words are English in every language; `{}` stands for whatever is filled in.
  function translateFixed(words) {
    if (!words.length) return;
    const escaped = (one) => one.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
    const known = words.map(([english, theirs]) => [
      new RegExp(`^\\s*${escaped(english).replaceAll("{}", "(.+)")}\\s*$`),
      theirs,
    ]);

    function translated(text) {
      for (const [english, theirs] of known) {
        const found = english.exec(text);
        if (found) return found.slice(1).reduce((told, value) => told.replace("{}", () => value), theirs);
      }
      return text;
    }

    function label(element) {
      for (const name of ["aria-label", "title"]) {
        const text = element.getAttribute(name);
        const told = text && translated(text);
        if (told && told !== text) element.setAttribute(name, told);
      }
    }

    function state(element) {
      for (const node of element.childNodes) {
        if (node.nodeType !== Node.TEXT_NODE) continue;
        const told = translated(node.data);
        if (told !== node.data) node.data = told;
      }
    }

    function look(root) {
      label(root);
      root.querySelectorAll("[aria-label], [title]").forEach(label);
      if (root.matches(".progress-text")) state(root);
      root.querySelectorAll(".progress-text").forEach(state);
    }

    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === "attributes") label(change.target);
        else if (change.type === "characterData") change.target.parentElement?.matches(".progress-text") && state(change.target.parentElement);
        else change.addedNodes.forEach((node) => node.nodeType === Node.ELEMENT_NODE && look(node));
      }
    }).observe(document.documentElement, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-label", "title"],
    });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-language]");
    if (!link) return;
    link.search = location.search;
    link.hash = location.hash;
    try {
      localStorage.setItem(KEY, link.dataset.language);
    } catch {
      // the choice holds for this page
    }
  });
})();
