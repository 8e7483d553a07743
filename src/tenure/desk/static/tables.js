// Tables: arrows go from cell to cell, j and k from row to row, Enter opens what a cell leads to; a menu says which columns are
// shown and in which order (the address keeps it), and how close rows lie (the browser keeps it).
(function () {
  var words = document.currentScript.dataset, root = document.documentElement, PAGE = 10;

  function made(name, parent, text) {
    var one = document.createElement(name);
    if (text) { one.textContent = text; }
    parent.append(one);
    return one;
  }

  // ---- from cell to cell

  function rows(table) { return Array.prototype.slice.call(table.rows); }
  function go(table, row, column) {
    var all = rows(table), line = all[Math.max(0, Math.min(all.length - 1, row))];
    var cell = line.cells[Math.max(0, Math.min(line.cells.length - 1, column))];
    cell.tabIndex = -1;
    cell.focus();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  function body(table) { return table.tHead ? table.tHead.rows.length : 0; }

  function grid(region) {
    var table = region.querySelector("table");
    if (!table || table.rows.length < 2) { return; }
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", region.getAttribute("aria-label"));
    var first = table.rows[table.rows.length - 1].cells[0];
    if (first) { region.style.scrollPaddingLeft = first.offsetWidth + "px"; } // what is in focus does not lie under the first column
    region.addEventListener("keydown", function (event) {
      if (event.ctrlKey && event.key !== "Home" && event.key !== "End" || event.metaKey || event.altKey || event.shiftKey || event.isComposing) { return; }
      if (event.target.closest("input, select, summary, button")) { return; }
      var cell = event.target.closest("td, th"), last = table.rows.length - 1;
      var row = cell ? cell.parentElement.rowIndex : body(table) - 1, column = cell ? cell.cellIndex : 0;
      var wide = cell ? cell.parentElement.cells.length - 1 : 0;
      var moves = {
        ArrowDown: [row + 1, column], ArrowUp: [row - 1, column], ArrowRight: [cell ? row : row + 1, cell ? column + 1 : 0], ArrowLeft: [row, column - 1],
        PageDown: [row + PAGE, column], PageUp: [Math.max(body(table), row - PAGE), column],
        Home: event.ctrlKey ? [body(table), 0] : [row, 0], End: event.ctrlKey ? [last, column] : [row, wide]
      };
      if (event.key in moves) {
        if (!cell && event.key !== "ArrowDown" && event.key !== "ArrowRight") { return; } // the region itself scrolls
        go(table, moves[event.key][0], moves[event.key][1]);
      } else if (event.key === "Enter" && event.target === cell && cell.querySelector("a")) { cell.querySelector("a").click(); }
      else if (event.key === "Escape" && cell) { region.focus(); } else { return; }
      event.preventDefault();
      event.stopPropagation(); // the arrows would move the period of the page
    });
  }

  document.querySelectorAll("main .scroll").forEach(grid);

  document.addEventListener("keydown", function (event) {
    if (event.key !== "j" && event.key !== "k") { return; }
    var typing = event.target.closest("input, select, textarea, [contenteditable], dialog");
    if (typing || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !document.getElementById("keys-on").checked) { return; }
    var cell = event.target.closest("td, th");
    var table = cell ? cell.closest("table") : document.querySelector("main .many table") || document.querySelector("main .table table");
    if (!table) { return; }
    event.preventDefault();
    go(table, cell ? Math.max(body(table), cell.parentElement.rowIndex + (event.key === "j" ? 1 : -1)) : body(table), 0);
  });

  // ---- how close rows lie

  function close() { try { return localStorage.getItem("tenure-rows") === "close"; } catch (error) { return false; } }
  function lay(on) { root.toggleAttribute("data-close", on); }
  lay(close());

  // ---- which columns, in which order

  function address(table, keys) {
    var here = new URL(location.href), name = table.dataset.table, title = document.getElementById(name + "-title");
    var parts = (here.searchParams.get("columns") || "").split(";").filter(function (part) { return part && part.split(".")[0] !== name; });
    if (keys) { parts.push(name + "." + keys.map(encodeURIComponent).join(",")); }
    if (parts.length) { here.searchParams.set("columns", parts.join(";")); } else { here.searchParams.delete("columns"); }
    here.hash = title ? title.id : "";
    return here;
  }

  function button(parent, sign, label) {
    var one = made("button", parent, sign);
    one.type = "button";
    one.className = "button";
    one.setAttribute("aria-label", label);
    return one;
  }

  function choose(table) {
    var menu = document.createElement("details"), summary = made("summary", menu, words.columns), form = made("form", made("div", menu));
    var heads = Array.prototype.slice.call(table.querySelectorAll("thead th[data-key]"));
    var all = heads.map(function (head) { return [head.dataset.key, head.querySelector("a").textContent, true]; });
    (table.dataset.further || "").split("\n").filter(Boolean).forEach(function (line) { all.push(line.split("\t").concat(false)); });
    var list = made("ul", form), status = made("p", form);
    menu.className = "menu arranging";
    summary.className = "button";
    status.className = "hidden";
    status.setAttribute("role", "status");
    all.slice(1).forEach(function (one) {
      var item = made("li", list), label = made("label", item), box = made("input", label);
      box.type = "checkbox";
      box.checked = one[2];
      box.value = one[0];
      label.append(" " + one[1]);
      [["\u2191", words.before, -1], ["\u2193", words.after, 1]].forEach(function (way) {
        var mover = button(item, way[0], way[1] + ": " + one[1]);
        mover.addEventListener("click", function () {
          var beside = way[2] < 0 ? item.previousElementSibling : item.nextElementSibling;
          if (beside) { if (way[2] < 0) { beside.before(item); } else { beside.after(item); } mover.focus(); }
          status.textContent = one[1] + ": " + (Array.prototype.indexOf.call(list.children, item) + 1) + "/" + list.children.length;
        });
      });
    });
    var show = made("button", form, words.show);
    show.className = "button primary";
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var keys = Array.prototype.map.call(list.querySelectorAll("input:checked"), function (box) { return box.value; });
      location.assign(address(table, keys.length ? keys : null));
    });
    var usual = made("a", made("p", form), words.usual);
    usual.href = address(table, null);
    var rowsLabel = made("label", made("p", form)), box = made("input", rowsLabel);
    box.type = "checkbox";
    box.checked = close();
    rowsLabel.append(" " + words.close);
    box.addEventListener("change", function () {
      try { localStorage.setItem("tenure-rows", box.checked ? "close" : ""); } catch (error) { /* works without memory */ }
      lay(box.checked);
    });
    table.closest(".scroll").before(menu);
  }

  document.querySelectorAll("main table[data-table]").forEach(choose);
})();
