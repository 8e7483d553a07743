(function () {
  var root = document.documentElement;
  var button = document.getElementById("theme");
  if (!button) { return; }
  var names = button.dataset.names.split("|");
  var themes = ["system", "light", "dark"];
  function told() { return themes.indexOf(root.getAttribute("data-theme") || "system"); }
  function show() {
    button.querySelector(".now").textContent = names[told()];
    button.setAttribute("aria-label", button.dataset.label + ": " + names[told()]);
  }
  button.addEventListener("click", function () {
    var next = themes[(told() + 1) % 3];
    if (next === "system") { root.removeAttribute("data-theme"); } else { root.setAttribute("data-theme", next); }
    try { localStorage.setItem("tenure-theme", next); } catch (error) { /* works without memory */ }
    show();
  });
  show();
})();

(function () {
  document.querySelectorAll("button[data-copies]").forEach(function (button) {
    button.addEventListener("click", function () {
      var field = document.getElementById(button.dataset.copies);
      field.select();
      function done() { button.textContent = button.dataset.done; }
      if (navigator.clipboard) { navigator.clipboard.writeText(field.value).then(done); }
      else if (document.execCommand("copy")) { done(); } // without https there is no clipboard
    });
  });
})();

(function () {
  // A menu closes when something else is chosen, or by Escape, which gives the focus back.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
