// Draws each chart again from the specification its picture was made of, now with tooltips.
for (const figure of document.querySelectorAll("[data-chart]")) {
  const spec = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const picture = figure.querySelector("img");
  const canvas = document.createElement("div");
  canvas.className = "chart";
  picture.after(canvas);
  figure.classList.add("is-drawn");  // the picture stays for paper
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", picture.alt);
  vegaEmbed(canvas, spec, {
    actions: false, renderer: "svg", ast: true, defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  });
}
