// Gradio's handle between before and after answers to the mouse alone: here it is a slider for the keyboard, too.
(() => {
  const STEPS = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -20, PageUp: 20 }; // per cent
  const HANDLE = '[data-testid="slider"]';

  function shown(handle) {
    const picture = handle.parentElement.querySelector("img")?.getBoundingClientRect();
    const at = handle.getBoundingClientRect();
    const share = picture?.width ? (at.left + at.width / 2 - picture.left) / picture.width : 0.5;
    return { picture, share: Math.round(100 * Math.min(Math.max(share, 0), 1)) };
  }

  function offer(handle) {
    const label = handle.closest(".block")?.querySelector('[data-testid="block-label"]')?.textContent.trim();
    const told = { role: "slider", tabindex: 0, "aria-label": label ?? "", "aria-valuemin": 0, "aria-valuemax": 100 };
    for (const [name, value] of Object.entries(told)) handle.setAttribute(name, value);
    handle.setAttribute("aria-valuenow", shown(handle).share);
  }

  // A press of the mouse there moves it there.
  function move(handle, to) {
    const { picture } = shown(handle);
    if (!picture) return;
    const there = { bubbles: true, view: window, clientX: picture.left + (picture.width * to) / 100, clientY: picture.top };
    handle.dispatchEvent(new MouseEvent("mousedown", there));
    window.dispatchEvent(new MouseEvent("mouseup", there));
    handle.setAttribute("aria-valuenow", to);
  }

  document.addEventListener("keydown", (event) => {
    const handle = event.target.closest?.(HANDLE);
    const ends = { Home: 0, End: 100 };
    if (!handle || !(event.key in STEPS || event.key in ends)) return;
    event.preventDefault();
    const now = Number(handle.getAttribute("aria-valuenow"));
    move(handle, ends[event.key] ?? Math.min(Math.max(now + STEPS[event.key], 0), 100));
  });
  document.addEventListener("focusin", (event) => {
    const handle = event.target.closest?.(HANDLE);
    if (handle) handle.setAttribute("aria-valuenow", shown(handle).share);
  });
  new MutationObserver(() => document.querySelectorAll(`${HANDLE}:not([tabindex])`).forEach(offer)).observe(
    document.documentElement,
    { subtree: true, childList: true },
  );
})();
