// A brush over C. The canvas holds nothing but the strokes; what leaves it is a mask, white on black.
const box = element.querySelector(".fs-canvas");
const shown = box.querySelector("img");
const canvas = box.querySelector("canvas");
const size = element.querySelector(".fs-brush input");
const pen = canvas.getContext("2d");
const cursor = element.querySelector(".fs-brush-at");
const MOST = 640;
const PAINT = "#a3539a"; // seen on white as on black; the mask has white instead
const STEP = 0.02; // of the longer side, by one press of an arrow key
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let erasing = false;
let last = null;
let place = null; // of the brush that the arrow keys move

const source = () => document.querySelector("#style-content img")?.src ?? "";

function follow() {
  const now = source();
  if (now === (shown.dataset.of ?? "")) return;
  const before = shown.dataset.of;
  shown.dataset.of = now;
  box.classList.toggle("fs-ready", Boolean(now));
  if (now) shown.src = now;
  if (before) clear();
}

function fit() {
  const ratio = Math.min(1, MOST / Math.max(shown.naturalWidth, shown.naturalHeight));
  canvas.width = Math.max(1, Math.round(shown.naturalWidth * ratio));
  canvas.height = Math.max(1, Math.round(shown.naturalHeight * ratio));
}

function clear() {
  pen.clearRect(0, 0, canvas.width, canvas.height);
  trigger("input", { mask: "" });
}

function invert() {
  pen.globalCompositeOperation = "xor";
  pen.fillStyle = PAINT;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  told();
}

function told() {
  const mask = document.createElement("canvas");
  mask.width = canvas.width;
  mask.height = canvas.height;
  const onto = mask.getContext("2d");
  const fill = (how, colour) => {
    onto.globalCompositeOperation = how;
    onto.fillStyle = colour;
    onto.fillRect(0, 0, mask.width, mask.height);
  };
  onto.drawImage(canvas, 0, 0);
  fill("source-in", "#fff");
  fill("destination-over", "#000");
  trigger("input", { mask: mask.toDataURL("image/png") });
}

function at(event) {
  const frame = canvas.getBoundingClientRect();
  return [
    ((event.clientX - frame.left) / frame.width) * canvas.width,
    ((event.clientY - frame.top) / frame.height) * canvas.height,
  ];
}

const wide = () => (size.value / 100) * Math.max(canvas.width, canvas.height);

function stroke(to) {
  pen.globalCompositeOperation = erasing ? "destination-out" : "source-over";
  pen.strokeStyle = PAINT;
  pen.lineCap = pen.lineJoin = "round";
  pen.lineWidth = wide();
  pen.beginPath();
  pen.moveTo(...last);
  pen.lineTo(...to);
  pen.stroke();
  last = to;
}

canvas.addEventListener("pointerdown", (event) => {
  if (event.button || !source()) return;
  canvas.setPointerCapture(event.pointerId);
  last = at(event);
  stroke(last);
  event.preventDefault();
});
canvas.addEventListener("pointermove", (event) => {
  if (last) stroke(at(event));
});
for (const end of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(end, () => {
    if (last) told();
    last = null;
  });
}
// By the keyboard: the arrow keys move the brush, and the space bar holds it down.
function showBrush() {
  if (!place) return;
  cursor.style.left = `${(100 * place[0]) / canvas.width}%`;
  cursor.style.top = `${(100 * place[1]) / canvas.height}%`;
  cursor.style.width = `${(100 * wide()) / canvas.width}%`;
}

canvas.addEventListener("focus", () => {
  place ??= [canvas.width / 2, canvas.height / 2];
  showBrush();
});
canvas.addEventListener("keydown", (event) => {
  if (!source() || !(event.key in MOVES || event.key === " ")) return;
  event.preventDefault();
  if (event.key === " ") last ??= [...place];
  else {
    const far = STEP * Math.max(canvas.width, canvas.height);
    const [across, down] = MOVES[event.key];
    place = [
      Math.min(Math.max(place[0] + far * across, 0), canvas.width),
      Math.min(Math.max(place[1] + far * down, 0), canvas.height),
    ];
    showBrush();
  }
  if (last) stroke([...place]);
});
for (const end of ["keyup", "blur"]) {
  canvas.addEventListener(end, (event) => {
    if (!last || (end === "keyup" && event.key !== " ")) return;
    last = null;
    told();
  });
}
size.addEventListener("input", showBrush);
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  if (button.dataset.do === "clear") clear();
  if (button.dataset.do === "invert" && source()) invert();
  if (button.dataset.do === "erase") {
    erasing = !erasing;
    button.setAttribute("aria-pressed", String(erasing));
  }
});
shown.addEventListener("load", () => {
  fit();
  place = null;
});

const watched = document.querySelector("#style-content");
if (watched) {
  new MutationObserver(follow).observe(watched, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["src"],
  });
}
follow();
