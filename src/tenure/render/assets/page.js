(function () {
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
