// Pins on faces: a name stands at its face where it covers nothing, else the number alone. A pin leads to its row, and
// what is typed there goes to the server.
const GAP = 3; // pixels
const WIDE = 1000; // pixels, from which on the list stands beside the photograph

const all = (selector) => [...element.querySelectorAll(selector)];
const old = () => element.querySelector(".fs-made[data-old]") !== null;
const rowOf = (number) => element.querySelector(`.fs-found-row[data-face="${number}"]`);

const apart = (one, other) =>
  one.left >= other.right + GAP || other.left >= one.right + GAP || one.top >= other.bottom + GAP || other.top >= one.bottom + GAP;
const at = (left, top, size) => ({ left, top, right: left + size.width, bottom: top + size.height });

// Places for a plate of this size at a face: above it, below it, or beside it.
function places(face, size) {
  const middle = (face.left + face.right - size.width) / 2;
  const [above, below] = [face.top - size.height - GAP, face.bottom + GAP];
  return [
    at(face.left, above, size), at(middle, above, size), at(face.right - size.width, above, size),
    at(face.left, below, size), at(middle, below, size), at(face.right - size.width, below, size),
  ];
}

// A number may also stand on a corner of its face.
const corners = (face, size) => [
  at(face.left - size.width / 2, face.top - size.height / 2, size),
  at(face.right - size.width / 2, face.top - size.height / 2, size),
  at(face.left - size.width / 2, face.bottom - size.height / 2, size),
  at(face.right - size.width / 2, face.bottom - size.height / 2, size),
];

function within(place, frame) {
  const left = Math.min(Math.max(place.left, 0), frame.width - (place.right - place.left));
  const top = Math.min(Math.max(place.top, 0), frame.height - (place.bottom - place.top));
  return at(left, top, { width: place.right - place.left, height: place.bottom - place.top });
}

// Whether a plate that was moved into the frame covers its own eyes or mouth.
const covers = (place, box) => {
  const edge = (box.bottom - box.top) / 6;
  return place.top < box.bottom - edge && place.bottom > box.top + edge;
};

function lay() {
  element.toggleAttribute("data-wide", element.clientWidth >= WIDE);
  const frame = element.querySelector(".fs-photograph");
  const size = frame?.getBoundingClientRect();
  if (!size?.width) return;
  const faces = all(".fs-face").map((button) => {
    const { left, top, right, bottom } = button.getBoundingClientRect();
    const box = { left: left - size.left, top: top - size.top, right: right - size.left, bottom: bottom - size.top };
    const pin = button.firstElementChild;
    pin.classList.remove("fs-short");
    const long = { width: pin.offsetWidth, height: pin.offsetHeight };
    pin.classList.add("fs-short");
    const short = { width: pin.offsetWidth, height: pin.offsetHeight };
    return { button, pin, box, long, short, named: button.classList.contains("fs-known") };
  });
  const taken = [];
  const put = (face, place) => {
    taken.push(place);
    face.pin.style.left = `${place.left - face.box.left}px`;
    face.pin.style.top = `${place.top - face.box.top}px`;
  };
  const free = (place, own) =>
    taken.every((one) => apart(one, place)) && faces.every((one) => one === own || apart(one.box, place));
  const large = (face) => (face.box.right - face.box.left) * (face.box.bottom - face.box.top);
  const order = [...faces].sort((one, other) => other.named - one.named || large(other) - large(one));
  const left = order.filter((face) => {
    if (!face.pin.querySelector("b")) return true;
    const moved = places(face.box, face.long).map((one) => within(one, size));
    const place = moved.find((one) => free(one, face) && !covers(one, face.box));
    if (!place) return true;
    face.pin.classList.remove("fs-short");
    put(face, place);
    return false;
  });
  for (const face of left) {
    const wanted = [...corners(face.box, face.short), ...places(face.box, face.short)].map((one) => within(one, size));
    put(face, wanted.find((one) => taken.every((other) => apart(other, one))) ?? wanted[0]);
  }
}


function light(number) {
  for (const one of all("[data-face]")) one.classList.toggle("fs-hot", one.dataset.face === number);
}

function show(number) {
  const row = rowOf(number);
  if (!row) return;
  const folded = row.closest("details");
  if (folded) folded.open = true;
  light(number);
  const input = row.querySelector("input");
  (input ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

element.addEventListener("click", (event) => {
  const face = event.target.closest(".fs-face");
  if (face) show(face.dataset.face);
});
for (const [event, on] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
  element.addEventListener(event, ({ target }) => {
    const one = target.closest?.(".fs-face, .fs-found-row");
    if (one) light(on ? one.dataset.face : "");
  });
}
element.addEventListener("submit", (event) => {
  event.preventDefault();
  if (old()) return;
  const form = event.target;
  if (form.matches(".fs-ask")) {
    const who = form.elements.who.value.trim();
    if (!who) return form.elements.who.focus();
    form.elements.who.value = "";
    if (!form.dataset.group) return trigger("named", { face: Number(form.dataset.face), who });
    form.closest("li").hidden = true;
    trigger("grouped", { group: Number(form.dataset.group), who });
  }
  if (form.matches(".fs-blur")) trigger("blurred", { keep: form.elements.keep?.value ?? "" });
});

watch("value", () => requestAnimationFrame(lay));
new ResizeObserver(lay).observe(element);
lay();
