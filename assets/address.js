// The tab in the address, and the example in it: restored after a reload, by links and by the back button. Other
// parameters stay.
window.facestyleAddress ??= (() => {
  const parameters = () => new URLSearchParams(location.search);
  // Walls whose pictures are inputs; elem_ids begin with that of their tab.
  const examples = (tab) => `:is(#${tab}-examples, #${tab}-contents, #${tab}-wall) [data-hung]`;
  let first = "";
  let tabs = [];
  let awaited = ""; // the tab on its way to be shown; until then the page shows the first, and says so

  function write(change, how) {
    const now = parameters();
    change(now);
    const query = now.size ? `?${now}` : "";
    if (query !== location.search) history[how](history.state, "", `${location.pathname}${query}${location.hash}`);
  }

  function to(now, tab) {
    now.set("tab", tab);
    now.delete("example");
  }

  // The tab that the address asks for; the first where it asks for none.
  const asked = () => (tabs.includes(parameters().get("tab")) ? parameters().get("tab") : first);

  async function take(tab, number) {
    for (let tries = 0; tries < 100 && !document.querySelector(examples(tab)); tries += 1)
      await new Promise((done) => setTimeout(done, 100));
    document.querySelectorAll(examples(tab))[number - 1]?.click();
  }

  // When the page opens: which tab it shows.
  function opened(all) {
    tabs = all;
    [first] = all;
    const number = Number(parameters().get("example"));
    if (number >= 1) take(asked(), number);
    awaited = asked() === first ? "" : asked();
    return asked();
  }

  function went(tab) {
    if (!tabs.length || (awaited && tab !== awaited)) return;
    awaited = "";
    if (tab === asked()) return;
    write((now) => to(now, tab), "pushState");
  }

  document.addEventListener("click", (event) => {
    const picture = event.target.closest?.("[data-hung]");
    const tab = picture && tabs.find((one) => picture.matches(examples(one)));
    if (!tab) return;
    write((now) => {
      now.set("tab", tab);
      now.set("example", 1 + [...document.querySelectorAll(examples(tab))].indexOf(picture));
    }, "replaceState");
  });
  const show = () => document.getElementById("go-to-tab")?.click();
  window.addEventListener("popstate", show);

  // A link of the page's own to a tab.
  function go(tab) {
    write((now) => to(now, tab), "pushState");
    show();
  }
  return { asked, go, opened, went, write };
})();
