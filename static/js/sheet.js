// On a sheet Enter and the arrows move down and up a column; without this, Tab does.
for (const sheet of document.querySelectorAll("[data-sheet]")) {
  const places = (cell) => [...sheet.querySelectorAll("tbody tr")].map((row) => row.cells[cell]);
  sheet.addEventListener("keydown", (event) => {
    const { target, key } = event;
    const cell = target.closest("tbody td");
    if (!cell || !target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    const isArrow = target.matches("input") && (key === "ArrowDown" || key === "ArrowUp");
    if (key !== "Enter" && !isArrow) return;
    event.preventDefault();
    const column = places(cell.cellIndex);
    const isUp = key === "ArrowUp" || (key === "Enter" && event.shiftKey);
    const next = column[column.indexOf(cell) + (isUp ? -1 : 1)];
    const field = next?.querySelector(target.matches("select") ? "select" : "input:not([type=hidden])");
    if (field) {
      field.focus();
      field.select?.();
    } else if (!isUp) {
      sheet.querySelector("button[type=submit]").focus();
    }
  });
}
