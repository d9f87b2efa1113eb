// J, K and the arrows move through the rows of a table; Enter follows the link as always.
// Letters can be switched off, for who speaks to the computer; the arrows begin within a row.
const links = [...document.querySelectorAll("[data-rows] [data-row]")];
const search = document.querySelector("input[type=search]");
const hasLetters = document.documentElement.dataset.letterKeys !== "off";
const steps = { ArrowDown: 1, ArrowUp: -1, ...(hasLetters && { j: 1, k: -1 }) };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  if (event.key === "/" && hasLetters && search) {
    event.preventDefault();
    search.focus();
    return;
  }
  const step = steps[event.key];
  const here = links.indexOf(document.activeElement);
  if (!step || !links.length || (here < 0 && event.key.startsWith("Arrow"))) return;
  event.preventDefault();
  links[Math.min(Math.max(here + step, 0), links.length - 1)].focus();
});
