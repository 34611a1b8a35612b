// A triplet in a plane (facestyle/ui/train/plane.py): P and N follow the finger or the arrow keys, and L is told.
const { unit, points, loss, states, place } = props.settings;
const plane = element.querySelector(".fs-plane");
const drawing = plane.querySelector("svg");
const margin = plane.querySelector("input");
const [marginRing, ring] = drawing.querySelectorAll(".fs-ring");
const { width, height } = drawing.viewBox.baseVal;
const middle = { x: width / 2, y: height / 2 };
const at = Object.fromEntries(Object.entries(points).map(([name, [x, y]]) => [name, { x, y }]));
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const filled = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const squared = ({ x, y }) => x * x + y * y; // A lies at 0
const pixels = ({ x, y }) => ({ x: middle.x + unit * x, y: middle.y + unit * y });

function arrow(path, from, towards, shown) {
  const length = Math.hypot(towards.x - from.x, towards.y - from.y) || 1;
  const across = { x: (towards.x - from.x) / length, y: (towards.y - from.y) / length };
  const start = { x: from.x + 16 * across.x, y: from.y + 16 * across.y };
  const end = { x: from.x + 38 * across.x, y: from.y + 38 * across.y };
  const side = (sign) =>
    `${end.x - 8 * across.x + sign * 5 * across.y} ${end.y - 8 * across.y - sign * 5 * across.x}`;
  path.setAttribute("d", shown ? `M${start.x} ${start.y}L${end.x} ${end.y}M${side(1)}L${end.x} ${end.y}L${side(-1)}` : "");
}

function draw() {
  const alpha = Number(margin.value);
  const positive = squared(at.P);
  const negative = squared(at.N);
  const value = Math.max(positive - negative + alpha, 0);
  const state = value === 0 ? "easy" : negative <= positive ? "hard" : "semi-hard";
  ring.setAttribute("r", unit * Math.sqrt(positive));
  marginRing.setAttribute("r", unit * Math.sqrt(positive + alpha));
  for (const name of Object.keys(at)) {
    const point = drawing.querySelector(`[data-point="${name}"]`);
    const { x, y } = pixels(at[name]);
    const d = squared(at[name]).toFixed(2);
    point.setAttribute("transform", `translate(${x} ${y})`);
    point.setAttribute("aria-valuenow", d);
    point.setAttribute("aria-valuetext", filled(place, { point: name, d }));
  }
  const [p, n] = [pixels(at.P), pixels(at.N)];
  arrow(drawing.querySelector(".fs-pull"), p, middle, value > 0);
  arrow(drawing.querySelector(".fs-push"), n, { x: 2 * n.x - middle.x, y: 2 * n.y - middle.y }, value > 0);
  plane.dataset.state = state;
  margin.nextElementSibling.textContent = alpha.toFixed(2);
  const told = { p: positive.toFixed(2), n: negative.toFixed(2), alpha: alpha.toFixed(2), loss: value.toFixed(2) };
  plane.querySelector(".fs-told").textContent = `${filled(loss, told)} ${states[state]}`;
}

function move(name, x, y) {
  const reach = { x: (middle.x - 14) / unit, y: (middle.y - 14) / unit };
  at[name] = { x: Math.min(Math.max(x, -reach.x), reach.x), y: Math.min(Math.max(y, -reach.y), reach.y) };
  draw();
}

for (const point of drawing.querySelectorAll("[data-point]")) {
  const name = point.dataset.point;
  point.addEventListener("pointerdown", (event) => {
    point.setPointerCapture(event.pointerId);
    event.preventDefault();
    point.focus();
  });
  point.addEventListener("pointermove", (event) => {
    if (!point.hasPointerCapture(event.pointerId)) return;
    const box = drawing.getBoundingClientRect();
    const scale = width / box.width / unit;
    const { left, top } = { left: box.left + box.width / 2, top: box.top + box.height / 2 };
    move(name, (event.clientX - left) * scale, (event.clientY - top) * scale);
  });
  point.addEventListener("keydown", (event) => {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    const [x, y] = STEPS[event.key];
    move(name, at[name].x + 0.05 * x, at[name].y + 0.05 * y);
  });
}
margin.addEventListener("input", draw);
draw();
