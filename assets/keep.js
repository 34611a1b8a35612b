// The gallery that this browser keeps: sealed by the server, so that nothing can be read here.
const KEY = "facestyle-gallery";

function keep() {
  const sealed = props.value?.sealed;
  if (sealed === undefined) return;
  try {
    if (sealed) localStorage.setItem(KEY, sealed);
    else localStorage.removeItem(KEY);
  } catch {
    if (sealed) trigger("full");
  }
}

watch("value", keep);
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("#identify-gallery [data-unsaved]")) event.preventDefault();
});
