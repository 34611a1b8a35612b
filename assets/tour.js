// The tour: its step is in the address (`?tour=2`), for links, reloads and the back button. A step is made when it comes
// in sight, unless what it shows is of the photographs in place.
window.facestyleTour ??= (() => {
  const panel = () => document.getElementById("tour");
  const steps = () => [...panel().querySelectorAll("li [data-tour]")];

  // The step that the address asks for; 0 for none.
  function asked() {
    const given = new URLSearchParams(location.search).get("tour");
    return given === null ? 0 : Math.min(Math.max(Math.trunc(Number(given)) || 1, 1), 4);
  }

  function write(step) {
    window.facestyleAddress.write((now) => (step ? now.set("tour", step) : now.delete("tour")), "pushState");
  }

  // Gradio lays out some moments after it was asked to.
  async function until(there) {
    for (let tries = 0; tries < 100 && !there(); tries += 1) await new Promise((done) => setTimeout(done, 50));
  }

  // Show the step of the address, and lead the focus to its heading.
  async function show(focus) {
    await until(() => panel()?.querySelector("#tour-foot [data-tour]"));
    const tour = panel();
    const step = asked();
    if (!tour || !step) return;
    tour.setAttribute("role", "region");
    tour.setAttribute("aria-label", tour.querySelector("[data-name]").dataset.name);
    tour.dataset.step = step;
    document.getElementById("fs-tour").setAttribute("aria-expanded", "true");
    steps().forEach((one, at) => {
      if (at + 1 === step) one.setAttribute("aria-current", "step");
      else one.removeAttribute("aria-current");
    });
    if (focus) {
      const heading = tour.querySelector(`[data-of-step="${step}"] h2`);
      await until(() => {
        heading.focus({ preventScroll: true });
        return document.activeElement === heading || asked() !== step;
      });
      if (tour.getBoundingClientRect().top < 0 || window.innerWidth <= 640) tour.scrollIntoView({ block: "start" });
    }
    setTimeout(make, 120); // results.js has compared by then
  }

  function make() {
    const step = Number(panel()?.dataset.step);
    if (!step || !asked()) return;
    const { area } = steps()[step - 1].dataset;
    const made = document.querySelector(`#${area} .fs-made`);
    const absent = ["tour-a", ...(step === 1 ? ["tour-b"] : [])].some((id) => !document.querySelector(`#${id} img`));
    if (!absent && (!made || made.dataset.old || made.querySelector(".fs-problem")))
      document.getElementById(`${area}-run`)?.click();
  }

  function go(step) {
    const open = Boolean(panel());
    write(step);
    if (!open) document.getElementById("tour-open").click();
    show(true);
  }

  function leave(remember = true) {
    if (remember) write(0);
    document.getElementById("tour-leave").click();
    const button = document.getElementById("fs-tour");
    button.setAttribute("aria-expanded", "false");
    button.focus({ preventScroll: true });
  }

  async function goOn({ tourTab, tourPart }) {
    window.facestyleAddress.go(tourTab);
    if (!tourPart) return;
    const part = () => document.querySelector(`#${tourTab}-tabs [role=tab][data-tab-id="${tourPart}"]`);
    await until(() => part()?.offsetParent);
    part()?.click();
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("[data-tour], [data-tour-tab]");
    if (!pressed) return;
    if (pressed.dataset.tourTab) {
      event.preventDefault();
      leave();
      goOn(pressed.dataset);
    } else if (pressed.dataset.tour === "leave" || (pressed.id === "fs-tour" && panel())) leave();
    else go(Number(pressed.dataset.tour));
  });
  document.addEventListener("keydown", (event) => {
    const inside = document.activeElement === document.body || panel()?.contains(document.activeElement);
    if (event.key === "Escape" && panel() && inside && !event.defaultPrevented && !document.fullscreenElement) leave();
  });
  window.addEventListener("popstate", () => {
    if (!asked()) panel() && leave(false);
    else {
      if (!panel()) document.getElementById("tour-open").click();
      show(Number(panel()?.dataset.step) !== asked()); // or else it was the tab that changed
    }
  });
  if (asked()) show(false);

  return { asked, changed: () => setTimeout(make, 200) };
})();
