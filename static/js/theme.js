// Follows the system's light or dark, unless somebody chose otherwise in this browser.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const apply = () => {
    root.dataset.bsTheme = chosen() ?? (system.matches ? "dark" : "light");
    const toggle = document.querySelector(".theme-toggle");
    toggle?.setAttribute("aria-pressed", String(root.dataset.bsTheme === "dark"));
  };

  apply();  // before the first paint
  root.classList.add("js");
  system.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", () => {
    const toggle = document.querySelector(".theme-toggle");
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", next); } catch { /* private mode: for this page only */ }
      root.dataset.bsTheme = next;
      toggle.setAttribute("aria-pressed", String(next === "dark"));
    });
    apply();
  });
})();
