// The camera, sent to the server a picture at a time: the next one goes when the answer to the last has come, so that
// none waits. Nothing is kept, neither here nor there. The answer is a painting, or the faces with their names.
const box = element.querySelector(".fs-live");
const [shown, video, said, pace] = ["canvas", "video", ".fs-said", ".fs-live-pace"].map((one) => box.querySelector(one));
const [start, other] = box.querySelectorAll(".fs-live-buttons button");
const [pins, asks] = [".fs-live-faces", ".fs-live-asks"].map((one) => box.querySelector(one));
const taken = document.createElement("canvas");
const JPEG_QUALITY = 0.85;
const AT_MOST = 15; // pictures a second; more are not seen, and keep the machine from its other visitors
const ASK_AGAIN = 1000; // milliseconds, in line
const LAST = 2000; // milliseconds that the pace is the mean of, of three pictures at least
const LOST = 30000; // milliseconds without an answer; the first one may have to wait for the networks to load
let stream = null; // of the camera
let visitor = ""; // the name of this stream; empty while it is off
let facing = "user";
let newest = 0; // when the camera saw its newest picture; 0 where that was sent
let wanted = () => {}; // called when there is a newer one
let answers = []; // the last ones: when each was shown, and how long after it was taken

const words = () => props.words;
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function state(now, sentence = "") {
  box.dataset.state = now;
  said.textContent = sentence;
  start.textContent = now === "off" || now === "problem" ? words().start : words().stop;
}

async function show(picture) {
  const image = new Image();
  image.src = picture;
  await image.decode();
  if (shown.width !== image.naturalWidth) shown.width = image.naturalWidth;
  if (shown.height !== image.naturalHeight) shown.height = image.naturalHeight;
  shown.getContext("2d").drawImage(image, 0, 0);
}

async function example() {
  if (visitor) return;
  const source = props.value?.example || box.querySelector("img")?.src;
  if (source) await show(source);
  if (!visitor && !said.textContent) state("off", words().example);
}

// The camera's newest picture is noted when it comes, so that none has to be waited for where one has come meanwhile.
function follow(now, about) {
  newest = about.captureTime ?? now;
  wanted();
  video.requestVideoFrameCallback(follow);
}

// When the camera saw the picture that the video shows, once that is one that was not sent yet.
async function picture() {
  if (!video.requestVideoFrameCallback) return new Promise(requestAnimationFrame);
  if (!newest) await new Promise((done) => (wanted = done));
  const at = newest;
  newest = 0;
  return at;
}

function jpeg(size) {
  const ratio = Math.min(1, size / Math.max(video.videoWidth, video.videoHeight));
  taken.width = Math.round(video.videoWidth * ratio);
  taken.height = Math.round(video.videoHeight * ratio);
  taken.getContext("2d").drawImage(video, 0, 0, taken.width, taken.height);
  return taken.toDataURL("image/jpeg", JPEG_QUALITY);
}

// A slider that is not on the page leaves its option to the server.
function sliders() {
  const values = ["strength", "largest"].map((name) => [name, document.querySelector(`#live-${name} input[type=range]`)]);
  return Object.fromEntries(values.filter(([, one]) => one).map(([name, one]) => [name, Number(one.value)]));
}

function tellPace(size, age) {
  const now = performance.now();
  answers.push({ at: now, age });
  while (answers.length > 3 && now - answers[0].at > LAST) answers.shift();
  if (answers.length < 3) return;
  const rate = ((answers.length - 1) * 1000) / (now - answers[0].at);
  const mean = answers.reduce((sum, one) => sum + one.age, 0) / answers.length / 1000;
  const told = { rate: rate.toFixed(1), age: mean.toFixed(2), size };
  Object.assign(box.dataset, told);
  pace.textContent = words().pace.replace(/\{(\w+)\}/g, (_, name) => told[name]);
}

// Names on the faces of the camera's picture, and a line for each who has none; places are shares of the picture.
function name(faces) {
  const mirrored = box.hasAttribute("data-mirrored");
  pins.replaceChildren(
    ...faces.map(({ number, box: [left, top, right, bottom], who, known }) => {
      const pin = document.createElement("div");
      pin.className = known ? "fs-face fs-known" : "fs-face";
      const [from, to] = mirrored ? [1 - right, 1 - left] : [left, right];
      const place = { left: from, top, width: to - from, height: bottom - top };
      for (const [side, share] of Object.entries(place)) pin.style[side] = `${100 * share}%`;
      const plate = pin.appendChild(document.createElement("span"));
      plate.className = "fs-pin";
      plate.textContent = `${number} ${who}`;
      return pin;
    }),
  );
  const unknown = faces.filter((one) => !one.known).map((one) => String(one.number));
  for (const form of [...asks.children]) {
    const typed = form.contains(document.activeElement) || form.elements.who.value;
    const named = faces.some((one) => one.known && String(one.number) === form.dataset.face);
    if (!unknown.includes(form.dataset.face) && (named || !typed)) form.remove();
  }
  for (const number of unknown) {
    if (asks.querySelector(`[data-face="${number}"]`)) continue;
    const form = box.querySelector("template").content.firstElementChild.cloneNode(true);
    form.dataset.face = number;
    form.querySelector(".fs-pin").textContent = number;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const who = form.elements.who.value.trim();
      if (!who) return form.elements.who.focus();
      form.remove();
      trigger("named", { visitor, number: Number(number), who });
    });
    asks.append(form);
  }
}

async function paint(mine) {
  let size = 0; // 0: it is not known yet whether it is our turn
  while (visitor === mine) {
    if (document.hidden || !box.offsetParent) return off("off", words().hidden);
    const since = performance.now();
    const at = size ? await picture() : since;
    if (visitor !== mine) return;
    const asked = { visitor: mine, frame: size ? jpeg(size) : "", numbers: props.value?.numbers ?? null, ...sliders() };
    const answer = await Promise.race([server.frame(asked), pause(LOST)]);
    if (visitor !== mine) return;
    if (!answer) return off("problem", words().lost);
    if (answer.ended) return off("problem", answer.said);
    if (answer.picture || answer.faces) {
      if (answer.faces) name(answer.faces);
      else await show(answer.picture);
      if (visitor !== mine) return;
      if (box.dataset.state !== "live") state("live");
      tellPace(size, performance.now() - at);
    } else if (answer.said) state("waiting", answer.said);
    size = answer.size ?? size;
    if (answer.place) size = 0;
    await pause(answer.place ? ASK_AGAIN : Math.max(0, 1000 / AT_MOST - (performance.now() - since)));
  }
}

async function camera() {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "Unsupported");
  const size = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: facing, ...size } });
}

async function on() {
  const mine = Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
  visitor = mine;
  state("waiting", words().asking);
  try {
    const given = await camera();
    if (visitor !== mine) return given.getTracks().forEach((track) => track.stop());
    stream = given;
    video.srcObject = stream;
    await video.play();
  } catch (problem) {
    if (visitor === mine) off("problem", words().problems[problem.name] ?? words().problems[""]);
    return;
  }
  const [track] = stream.getVideoTracks();
  box.toggleAttribute("data-mirrored", track.getSettings().facingMode !== "environment");
  track.addEventListener("ended", () => visitor === mine && off("problem", words().problems[""]));
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
  other.hidden = cameras.length < 2;
  trigger("begun", { visitor: mine });
  paint(mine);
}

function off(now = "off", sentence = "") {
  const mine = visitor;
  visitor = "";
  stream?.getTracks().forEach((track) => track.stop());
  stream = video.srcObject = null;
  answers = [];
  newest = 0;
  wanted();
  pace.textContent = "";
  for (const one of ["rate", "age", "size"]) delete box.dataset[one];
  other.hidden = true;
  pins?.replaceChildren();
  asks?.replaceChildren();
  state(now, sentence);
  example();
  if (mine) server.leave(mine);
}

start.addEventListener("click", () => (visitor ? off() : on()));
other.addEventListener("click", () => {
  facing = facing === "user" ? "environment" : "user";
  off();
  on();
});
window.addEventListener("pagehide", () => off());
watch("value", example);
video.requestVideoFrameCallback?.(follow);
state("off");
example();
