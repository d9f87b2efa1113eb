// A file may also be dropped on the door that has a file field.
for (const door of document.querySelectorAll("[data-drop]")) {
  const field = door.querySelector("input[type=file]");
  const stop = (event) => { event.preventDefault(); event.stopPropagation(); };
  for (const kind of ["dragenter", "dragover"]) {
    door.addEventListener(kind, (event) => { stop(event); door.classList.add("is-over"); });
  }
  for (const kind of ["dragleave", "drop"]) {
    door.addEventListener(kind, (event) => { stop(event); door.classList.remove("is-over"); });
  }
  door.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    field.form.requestSubmit(field.form.querySelector("button"));
  });
}
