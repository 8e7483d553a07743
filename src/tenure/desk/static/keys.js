// Search, and single keys: / searches, g and a letter goes to a page, arrows move the period, a letter of its own opens what
// bears it (data-letter), ? tells them all.
(function () {
  var search = document.getElementById("search");
  var keys = document.getElementById("keys");
  var field = search.querySelector("input");
  var list = search.querySelector("ul");
  var status = search.querySelector("[role=status]");
  var asked = 0, chosen = -1, waiting = null;

  function open() { if (!search.open) { search.showModal(); field.select(); } }

  function choose(place) {
    var all = list.querySelectorAll("[role=option]");
    chosen = all.length ? (place + all.length) % all.length : -1;
    all.forEach(function (one, n) { one.setAttribute("aria-selected", String(n === chosen)); });
    if (chosen >= 0) { field.setAttribute("aria-activedescendant", all[chosen].id); all[chosen].scrollIntoView({ block: "nearest" }); }
    else { field.removeAttribute("aria-activedescendant"); }
  }

  function show(found, words) {
    list.textContent = "";
    found.forEach(function (one, n) {
      var item = document.createElement("li");
      item.id = "found-" + n;
      item.setAttribute("role", "option");
      item.dataset.href = one.href;
      var title = document.createElement("span");
      title.textContent = one.title;
      var hint = document.createElement("small");
      hint.textContent = one.hint;
      item.append(title, hint);
      item.addEventListener("click", function () { location.assign(one.href); });
      list.append(item);
    });
    status.textContent = !found.length && words ? status.dataset.none : "";
    choose(0);
  }

  field.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      var words = field.value, mine = ++asked;
      fetch(search.dataset.from + "?q=" + encodeURIComponent(words), { headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.json(); })
        .then(function (told) { if (mine === asked) { show(told.found, words); } })
        .catch(function () { /* the words stay; typing on asks again */ });
    }, 120);
  });
  field.addEventListener("keydown", function (event) {
    if (event.isComposing) { return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(chosen + (event.key === "ArrowDown" ? 1 : -1)); }
    if (event.key === "Enter") {
      event.preventDefault();
      var one = list.querySelector("[aria-selected=true]");
      if (one) { location.assign(one.dataset.href); }
    }
  });
  document.querySelectorAll("[data-opens=search]").forEach(function (button) { button.addEventListener("click", open); });

  var box = document.getElementById("keys-on");
  var never = document.body.dataset.shortcuts === "off"; // in her account, for every browser
  function on() { if (never) { return false; } try { return localStorage.getItem("tenure-keys") !== "off"; } catch (error) { return true; } }
  box.checked = on();
  box.disabled = never;
  box.addEventListener("change", function () {
    try { localStorage.setItem("tenure-keys", box.checked ? "on" : "off"); } catch (error) { /* works without memory */ }
  });

  var going = 0;
  function follow(selector) { var link = document.querySelector(selector); if (link) { location.assign(link.href); } }
  // A link is followed; a menu opens, with the focus on its first link or field.
  function press(one, event) {
    if (!one) { return; }
    event.preventDefault();
    if (one.href) { location.assign(one.href); return; }
    var menu = one.closest("details");
    if (!menu) { one.focus(); return; }
    menu.open = true;
    var first = menu.querySelector("a, input:not([type=hidden]), select, textarea, button");
    if (first) { first.focus(); }
  }
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); return; }
    var typing = event.target.closest("input, select, textarea, [contenteditable], dialog");
    if (!on() || typing || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (Date.now() - going < 1500) {
      going = 0;
      follow(".places a[data-key=\"" + CSS.escape(event.key.toLowerCase()) + "\"]");
      return;
    }
    if (event.key === "g") { going = Date.now(); }
    else if (event.key === "/") { event.preventDefault(); open(); }
    else if (event.key === "?") { keys.showModal(); }
    else if (event.key === "ArrowLeft" && !event.target.closest(".scroll")) { follow("a[rel=prev]"); }
    else if (event.key === "ArrowRight" && !event.target.closest(".scroll")) { follow("a[rel=next]"); }
    else if (/^[a-z]$/.test(event.key)) { press(document.querySelector("[data-letter=\"" + event.key + "\"]"), event); }
  });
})();
