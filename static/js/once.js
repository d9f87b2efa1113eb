// A form is sent once: a second click while the first is under way asks for nothing more.
const underWay = new WeakSet();
const A_WHILE = 3000; // after a download the page stays, and may be asked again
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (underWay.has(form)) {
    event.preventDefault();
    return;
  }
  underWay.add(form);
  setTimeout(() => underWay.delete(form), A_WHILE);
});
