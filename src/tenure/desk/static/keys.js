// Search, and single keys: / searches, g and a letter goes to a page, arrows move the period, a letter of its own opens what
// bears it (data-letter), ? tells them all.
(function () {
  var search = document.getElementById("search");
  var keys = document.getElementById("keys");
  var field = search.querySelector("input");
  var list = search.querySelector("[role=listbox]");
  var groups = Array.prototype.slice.call(list.querySelectorAll("[role=group]"));
  var status = search.querySelector("[role=status]");
  var asking = null, waiting = null, PAUSE = 150;

  function open() { if (!search.open) { search.showModal(); field.select(); } }
  function options() { return Array.prototype.slice.call(list.querySelectorAll("[role=option]")); }
  function chosen() { return list.querySelector("[aria-selected=true]"); }

  function choose(one) {
    options().forEach(function (option) { option.setAttribute("aria-selected", String(option === one)); });
    if (one) { field.setAttribute("aria-activedescendant", one.id); one.scrollIntoView({ block: "nearest" }); }
    else { field.removeAttribute("aria-activedescendant"); }
  }

  function show(group, found) {
    group.textContent = "";
    found.forEach(function (one, n) {
      var item = document.createElement("li");
      item.id = "found-" + group.dataset.of + "-" + n;
      item.setAttribute("role", "option");
      item.dataset.href = one.href;
      var title = document.createElement("span");
      title.textContent = one.title;
      var hint = document.createElement("small");
      hint.textContent = one.hint;
      item.append(title, hint);
      item.addEventListener("click", function () { location.assign(one.href); });
      group.append(item);
    });
    if (!chosen() || !moved) { choose(options()[0]); }
  }

  // Each sort of what can be found is asked for by itself: pages need not wait until customers are there.
  var moved = false;
  function ask() {
    var words = field.value, open = groups.length;
    if (asking) { asking.abort(); }
    asking = new AbortController();
    var mine = asking;
    moved = false;
    status.textContent = "";
    groups.forEach(function (group) {
      fetch(search.dataset.from + "?" + new URLSearchParams({ of: group.dataset.of, q: words }), { headers: { Accept: "application/json" }, signal: mine.signal })
        .then(function (answer) { if (!answer.ok) { throw new Error("not told"); } return answer.json(); })
        .then(function (told) {
          if (mine !== asking) { return; }
          show(group, told.found);
          open -= 1;
          if (!open && words.trim() && !options().length) { status.textContent = status.dataset.none; }
        })
        .catch(function () { /* the words stay; typing on asks again */ });
    });
  }

  function typed() { clearTimeout(waiting); waiting = setTimeout(ask, PAUSE); }
  field.addEventListener("input", function (event) { if (!event.isComposing) { typed(); } });
  field.addEventListener("compositionend", typed); // what an input method was composing stands now
  field.addEventListener("keydown", function (event) {
    if (event.isComposing) { return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      var all = options(), place = all.indexOf(chosen()) + (event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
      moved = true;
      choose(all[(place + all.length) % all.length]);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (chosen()) { location.assign(chosen().dataset.href); }
    }
  });
  document.querySelectorAll("[data-opens=search]").forEach(function (link) { // without scripts it leads to a page that searches
    link.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
      event.preventDefault();
      open();
    });
  });

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
