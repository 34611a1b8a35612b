// The cards of the gallery and what is kept aside: what is chosen there goes to the server.
const personOf = (one) => one.closest("[data-person]")?.dataset.person;
const keyOf = (one) => one.closest("[data-key]")?.dataset.key;

element.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  const to = form.elements.to?.value.trim();
  if (form.elements.to && !to) return form.elements.to.focus();
  trigger("managed", { do: form.dataset.do, person: personOf(form), key: keyOf(form), to: to ?? "" });
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button || button.tagName === "FORM") return;
  if (button.dataset.do === "ask") {
    const dialog = element.querySelector("dialog");
    dialog.returnValue = "";
    return dialog.showModal();
  }
  const number = Number(button.dataset.number);
  trigger("managed", { do: button.dataset.do, person: personOf(button), key: keyOf(button), number });
});

// A dialog's own event does not rise to its parents.
element.addEventListener("close", (event) => event.target.returnValue === "clear" && trigger("managed", { do: "clear" }), true);

element.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.fs-menu");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
element.addEventListener("toggle", ({ target }) => {
  if (target.matches?.("details.fs-menu[open]")) target.closest("li").scrollIntoView({ block: "nearest" });
}, true);
