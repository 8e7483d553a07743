(function () {
  var root = document.documentElement;
  var button = document.getElementById("theme");
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
    try { localStorage.setItem("tenure-theme", next); } catch (error) { /* a file may not remember; the page works without */ }
    show();
  });
  show();

  var tables = document.getElementById("tables");
  tables.addEventListener("click", function () {
    var open = tables.getAttribute("aria-pressed") !== "true";
    tables.setAttribute("aria-pressed", String(open));
    document.querySelectorAll("figure details").forEach(function (one) { one.open = open; });
  });

  var last = null;
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.info");
    if (!link) { return; }
    if (link.classList.contains("back")) {
      if (last) { event.preventDefault(); last.focus({ preventScroll: true }); last.scrollIntoView({ block: "center" }); }
    } else { last = link; }
  });

  if ("IntersectionObserver" in window) {
    var links = {};
    document.querySelectorAll(".contents a").forEach(function (one) { links[one.getAttribute("href").slice(1)] = one; });
    var seen = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) { return; }
        Object.keys(links).forEach(function (key) { links[key].removeAttribute("aria-current"); });
        links[entry.target.id].setAttribute("aria-current", "true");
      });
    }, { rootMargin: "-15% 0px -75% 0px" });
    document.querySelectorAll("main > section").forEach(function (one) { seen.observe(one); });
  }
})();
