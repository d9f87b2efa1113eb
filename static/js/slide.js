// Beside each field that says so, a slider: it writes into the field, and follows it.
const two = (number) => String(number).padStart(2, "0");
const written = {
  number: (at) => String(at),
  dollars: (at) => at.toLocaleString("en-US"),
  month: (at) => `${Math.floor(at / 12)}-${two((at % 12) + 1)}`,
};
const read = {
  number: (text) => parseFloat(text),
  dollars: (text) => parseFloat(text.replace(/[$,\s]/g, "")),
  month: (text) => {
    const [year, month] = text.split("-").map(Number);
    return year * 12 + month - 1;
  },
};
for (const field of document.querySelectorAll("[data-slide]")) {
  const { slide, from, to, step, empty } = field.dataset;
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: from, max: to, step, className: "form-range" });
  const label = document.querySelector(`label[for="${field.id}"]`);
  slider.setAttribute("aria-label", label ? label.textContent.trim() : field.name);
  const follow = () => {
    const at = read[slide](field.value);
    slider.value = Number.isFinite(at) ? at : empty;
    slider.setAttribute("aria-valuetext", field.value || "as on record");
  };
  follow();
  field.addEventListener("change", follow);
  slider.addEventListener("input", (event) => {
    event.stopPropagation();
    field.value = written[slide](Number(slider.value));
    slider.setAttribute("aria-valuetext", field.value);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  slider.addEventListener("change", (event) => event.stopPropagation());
  field.after(slider);
}
