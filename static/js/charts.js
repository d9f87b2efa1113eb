// Draws each chart again from the specification its picture was made of, now with tooltips.
function drawCharts() {
  for (const figure of document.querySelectorAll("[data-chart]:not(.is-drawn)")) {
    const spec = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const picture = figure.querySelector("img");
    const canvas = document.createElement("div");
    canvas.className = "chart";
    if (picture) {
      picture.after(canvas);
    } else {
      figure.prepend(canvas);  // its picture is only for browsers without scripts
    }
    figure.classList.add("is-drawn");  // the picture stays for paper
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", picture?.alt ?? figure.dataset.alt);
    vegaEmbed(canvas, spec, {
      actions: false, renderer: "svg", ast: true, defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
    });
  }
}
drawCharts();
document.addEventListener("htmx:afterSwap", drawCharts);  // what a part of the page brought
