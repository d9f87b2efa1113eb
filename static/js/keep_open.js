// A part of the page that is brought up to date keeps open what the reader opened in it.
let opened = [];
let focused = "";
document.addEventListener("htmx:beforeSwap", (event) => {
  opened = [...event.target.querySelectorAll("details[open][id]")].map((details) => details.id);
  const summary = document.activeElement?.closest("summary");
  focused = summary?.parentElement.id ?? "";
});
document.addEventListener("htmx:afterSwap", () => {
  for (const id of opened) {
    document.getElementById(id)?.setAttribute("open", "");
  }
  if (focused) {
    document.getElementById(focused)?.querySelector("summary").focus();
  }
});
