// A figure of the lesson (facestyle/ui/shared/touch.py): the cell that is pointed at, touched, or reached by the arrow
// keys is chosen, and what belongs to it shows.
(() => {
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function choose(figure, cell) {
    if (figure.getAttribute("aria-valuenow") === String(cell)) return;
    for (const one of figure.querySelectorAll("[data-of]")) {
      one.toggleAttribute("data-chosen", one.dataset.of === String(cell));
    }
    figure.setAttribute("aria-valuenow", cell);
    figure.setAttribute("aria-valuetext", figure.querySelector(".fs-told > [data-chosen]")?.textContent ?? "");
  }

  function pointed(event) {
    const figure = event.target.closest?.(".fs-touch");
    // A finger that has touched one cell and moves on is still said to be at that one.
    const under = event.pointerType === "touch" ? document.elementFromPoint(event.clientX, event.clientY) : event.target;
    const cell = under?.closest?.("[data-at]");
    if (figure && cell && figure.contains(cell)) choose(figure, Number(cell.dataset.at));
  }
  for (const kind of ["pointerdown", "pointermove"]) document.addEventListener(kind, pointed, { passive: true });

  document.addEventListener("keydown", (event) => {
    const figure = event.target.closest?.(".fs-touch");
    if (!figure || event.target !== figure || !(event.key in STEPS)) return;
    const [across, down] = STEPS[event.key];
    const columns = Number(figure.dataset.columns) || 1;
    const next = Number(figure.getAttribute("aria-valuenow")) + across + down * columns;
    event.preventDefault();
    if (next >= 0 && next <= Number(figure.getAttribute("aria-valuemax"))) choose(figure, next);
  });
})();
