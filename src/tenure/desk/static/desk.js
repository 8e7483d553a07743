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
