// A brush over C. The canvas holds nothing but the strokes; what leaves it is a mask, white on black.
const box = element.querySelector(".fs-canvas");
const shown = box.querySelector("img");
const canvas = box.querySelector("canvas");
const size = element.querySelector(".fs-brush input");
const pen = canvas.getContext("2d");
const MOST = 640;
let erasing = false;
let last = null;

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
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  told();
}

function told() {
  const mask = document.createElement("canvas");
  mask.width = canvas.width;
  mask.height = canvas.height;
  const onto = mask.getContext("2d");
  onto.fillStyle = "#000";
  onto.fillRect(0, 0, mask.width, mask.height);
  onto.drawImage(canvas, 0, 0);
  trigger("input", { mask: mask.toDataURL("image/png") });
}

function at(event) {
  const frame = canvas.getBoundingClientRect();
  return [
    ((event.clientX - frame.left) / frame.width) * canvas.width,
    ((event.clientY - frame.top) / frame.height) * canvas.height,
  ];
}

function stroke(to) {
  pen.globalCompositeOperation = erasing ? "destination-out" : "source-over";
  pen.strokeStyle = "#fff";
  pen.lineCap = pen.lineJoin = "round";
  pen.lineWidth = (size.value / 100) * Math.max(canvas.width, canvas.height);
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
shown.addEventListener("load", fit);

const watched = document.querySelector("#style-content");
if (watched) {
  new MutationObserver(follow).observe(watched, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["src"],
  });
}
follow();
