// A page of numbers may take seconds to make. Until it is there, what stands here stays, and says that it is being updated.
(function () {
  var told = document.getElementById("updating"), main = document.getElementById("main");
  var pages = new RegExp("^/[^/]+/(?:(?:" + told.dataset.pages + ")/.*)?$"), DELAY = 100, waiting = null;

  function undo() {
    clearTimeout(waiting);
    told.textContent = "";
    told.removeAttribute("data-on");
    main.removeAttribute("aria-busy");
  }
  function wait(address) {
    var next = new URL(address, location.href);
    if (next.origin !== location.origin || next.searchParams.has("form") || !pages.test(next.pathname)) { return; } // form: a file
    undo();
    waiting = setTimeout(function () {
      told.textContent = told.dataset.told;
      told.setAttribute("data-on", "");
      main.setAttribute("aria-busy", "true");
    }, DELAY);
  }

  if (window.navigation) { // whoever leads on: a link, a form, a key, a chart; neither new tabs nor places on this page
    navigation.addEventListener("navigate", function (event) {
      if (!event.destination.sameDocument && event.downloadRequest === null) { wait(event.destination.url); }
    });
  } else {
    document.addEventListener("click", function (event) {
      var link = event.target.closest("a[href]");
      var aside = event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
      if (link && !aside && !link.target && !link.hasAttribute("download") && !link.getAttribute("href").startsWith("#")) { wait(link.href); }
    });
    document.addEventListener("submit", function (event) {
      var form = event.target;
      if (event.defaultPrevented || form.method !== "get" || form.target) { return; }
      wait(form.action.split("?")[0] + "?" + new URLSearchParams(new FormData(form)));
    });
  }
  addEventListener("pagehide", undo);
  addEventListener("pageshow", undo); // back to this page, as it was left
  addEventListener("keydown", function (event) { if (event.key === "Escape") { undo(); } }); // which stops what was asked for
})();
