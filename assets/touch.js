// A figure of the lesson (facestyle/ui/shared/touch.py): the cell that is pointed at, touched, or reached by the arrow
// keys is chosen, and what belongs to it shows.
(() => {
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageDown: [-10, 0], PageUp: [10, 0] };
  const ENDS = { Home: 0, End: Infinity };

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
    if (!figure || event.target !== figure || !(event.key in STEPS || event.key in ENDS)) return;
    event.preventDefault();
    const [across, down] = STEPS[event.key] ?? [0, 0];
    const columns = Number(figure.dataset.columns) || 1;
    const last = Number(figure.getAttribute("aria-valuemax"));
    const next = ENDS[event.key] ?? Number(figure.getAttribute("aria-valuenow")) + across + down * columns;
    const far = event.key in ENDS || event.key.startsWith("Page");
    if (far) choose(figure, Math.max(0, Math.min(next, last)));
    else if (next >= 0 && next <= last) choose(figure, next);
  });
})();
