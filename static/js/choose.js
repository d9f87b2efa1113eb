// One box above the rows chooses all that are on the page; without scripts each is chosen by itself.
for (const table of document.querySelectorAll("[data-choose]")) {
  const boxes = [...table.querySelectorAll("tbody .choose input")];
  const head = table.querySelector("thead .choose");
  if (!head || !boxes.length) continue;
  const all = document.createElement("input");
  all.type = "checkbox";
  all.className = "form-check-input";
  all.setAttribute("aria-labelledby", (head.firstElementChild.id = "choose-all"));
  head.append(all);
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; });
  table.addEventListener("change", (event) => { if (event.target !== all) show(); });
  show();
}
