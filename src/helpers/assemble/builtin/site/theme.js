// Before the first paint: scripts run here, and the reader may have chosen light or dark.
(() => {
  const html = document.documentElement;
  html.classList.add("js");
  try {
    const chosen = localStorage.getItem("farbschema");
    if (chosen === "light" || chosen === "dark") html.dataset.theme = chosen;
  } catch {
    // storage may be forbidden: the system's preference holds
  }
})();
