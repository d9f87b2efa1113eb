// J, K and the arrows move through the rows of a table; Enter follows the link as always.
const links = [...document.querySelectorAll("[data-rows] [data-row]")];
const steps = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("input[type=search]")?.focus();
    return;
  }
  const step = steps[event.key];
  const here = links.indexOf(document.activeElement);
  if (!step || !links.length || (here < 0 && event.key.startsWith("Arrow"))) return;
  event.preventDefault();
  links[Math.min(Math.max(here + step, 0), links.length - 1)].focus();
});
