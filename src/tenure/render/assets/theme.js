(function () {
  var root = document.documentElement;
  var themes = ["system", "light", "dark"];
  var kept = null;
  try { kept = localStorage.getItem("tenure-theme"); } catch (error) { kept = null; }
  if (kept === "light" || kept === "dark") { root.setAttribute("data-theme", kept); }

  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("theme");
    if (!button) { return; }
    var names = button.dataset.names.split("|");
    function told() { return themes.indexOf(root.getAttribute("data-theme") || "system"); }
    function show() {
      button.querySelector(".now").textContent = names[told()];
      button.setAttribute("aria-label", button.dataset.label + " " + names[told()]);
    }
    button.addEventListener("click", function () {
      var next = themes[(told() + 1) % 3];
      if (next === "system") { root.removeAttribute("data-theme"); } else { root.setAttribute("data-theme", next); }
      try { localStorage.setItem("tenure-theme", next); } catch (error) { /* a file may not remember; the page works without */ }
      show();
    });
    show();
  });
})();
