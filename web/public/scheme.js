// Sets the colour scheme before the first paint. A file of its own because the server's policy allows no inline script.
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem("towpath-color-scheme");
  } catch {
    // Storage is blocked: follow the system.
  }
  var dark = stored === "dark" || (stored !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
