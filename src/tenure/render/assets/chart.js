// Charts answer: a pointer or the arrow keys tell the numbers of a place, a click or Enter leads to the people behind one, a
// drag or Shift with the arrows chooses a range. The numbers and links are those of the chart's own table.
(function () {
  var PERIOD = /^\d{4}(-(\d\d|Q\d|H\d|W\d\d|\d\d-\d\d))?$/;
  var since = document.getElementById("since");
  var period = document.getElementById("period");

  function made(name, parent, style) {
    var one = document.createElement(name);
    if (style) { one.className = style; }
    parent.append(one);
    return one;
  }

  function live(figure) {
    var drawing = figure.querySelector(".drawing");
    var rows = figure.querySelectorAll("details tbody tr");
    var heads = figure.querySelectorAll("details thead th");
    var columns = drawing.dataset.columns.split(" ").map(Number);
    var names = Array.prototype.map.call(rows, function (row) { return row.cells[0].textContent.replace("*", ""); });
    var zooms = since && period && names.every(function (name) { return PERIOD.test(name); });
    var at = -1, line = 0, from = null, dragged = false, known = null;
    var tip = made("div", drawing, "tip"), guide = made("div", drawing, "guide"), range = made("div", drawing, "reach");

    drawing.setAttribute("role", "slider");
    drawing.setAttribute("aria-valuemin", "1");
    drawing.setAttribute("aria-valuemax", String(rows.length));
    drawing.setAttribute("aria-valuenow", String(rows.length));
    drawing.setAttribute("aria-valuetext", told(rows.length - 1));
    drawing.tabIndex = 0;
    drawing.classList.add("live");
    tip.setAttribute("aria-hidden", "true");
    if (zooms) { figure.classList.add("zooms"); }

    // Where places and points stand in the drawing that is seen; places without a point lie evenly between the others.
    function stand() {
      if (known && known.width === drawing.clientWidth) { return known; }
      var box = drawing.getBoundingClientRect(), points = [], middles = [];
      drawing.querySelectorAll("svg [data-at]").forEach(function (mark) {
        var seen = mark.getBoundingClientRect();
        if (!mark.closest("svg").getClientRects().length) { return; }
        var word = mark.dataset.at.split("-").map(Number);
        var x = (seen.left + seen.right) / 2 - box.left;
        points.push({ place: word[0], line: word[1], y: (seen.top + seen.bottom) / 2 - box.top, mark: mark });
        middles[word[0]] = x;
      });
      var there = Object.keys(middles).map(Number);
      var first = there[0], last = there[there.length - 1];
      var step = last > first ? (middles[last] - middles[first]) / (last - first) : drawing.clientWidth;
      for (var n = 0; n < rows.length; n += 1) { middles[n] = middles[first] + (n - first) * step; }
      known = { width: drawing.clientWidth, points: points, middles: middles, step: step };
      return known;
    }

    function points(place) { return stand().points.filter(function (one) { return one.place === place; }); }
    function cell(place, column) { return rows[place].cells[column]; }
    function link(place) { return cell(place, columns[line]).querySelector("a"); }
    function told(place) {
      var parts = Array.prototype.slice.call(heads, 1).map(function (head, n) {
        return head.textContent + " " + cell(place, n + 1).textContent;
      });
      return cell(place, 0).textContent + ": " + parts.join("; ");
    }

    function show(place) {
      var here = points(place);
      at = place;
      drawing.setAttribute("aria-valuenow", String(place + 1));
      drawing.setAttribute("aria-valuetext", told(place));
      stand().points.forEach(function (one) { one.mark.classList.toggle("on", one.place === place); });
      tip.textContent = "";
      made("strong", tip).textContent = cell(place, 0).textContent;
      Array.prototype.slice.call(heads, 1).forEach(function (head, n) {
        var row = made("div", tip, columns.length > 1 && columns[line] === n + 1 ? "chosen" : "");
        var mark = here.filter(function (one) { return columns[one.line] === n + 1; })[0];
        var chip = made("i", row);
        if (mark) {
          var fill = mark.mark.getAttribute("fill");
          chip.style.background = fill === "var(--paper)" ? mark.mark.getAttribute("stroke") : fill;
        }
        made("span", row).textContent = head.textContent;
        made("b", row).textContent = cell(place, n + 1).textContent;
      });
      drawing.classList.add("telling");
      drawing.classList.toggle("leads", Boolean(link(place)));
      var x = stand().middles[place], wide = tip.offsetWidth;
      guide.style.left = x + "px";
      tip.style.left = Math.max(0, Math.min(drawing.clientWidth - wide, x > drawing.clientWidth / 2 ? x - wide - 14 : x + 14)) + "px";
      mark();
    }

    function mark() {
      var on = zooms && from !== null && from !== at;
      range.hidden = !on;
      if (!on) { return; }
      var low = Math.min(from, at), high = Math.max(from, at), half = stand().step / 2;
      range.style.left = stand().middles[low] - half + "px";
      range.style.width = (high - low + 1) * stand().step + "px";
    }

    function hide() {
      from = null;
      dragged = false;
      range.hidden = true;
      drawing.classList.remove("telling", "leads");
      stand().points.forEach(function (one) { one.mark.classList.remove("on"); });
    }

    function nearest(event) {
      var box = drawing.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top, best = 0;
      stand().middles.forEach(function (middle, n) { if (Math.abs(middle - x) < Math.abs(stand().middles[best] - x)) { best = n; } });
      var close = points(best).sort(function (one, two) { return Math.abs(one.y - y) - Math.abs(two.y - y); })[0];
      if (close) { line = close.line; }
      return best;
    }

    function zoom() {
      var address = new URL(location.href);
      address.searchParams.set("since", names[Math.min(from, at)]);
      address.searchParams.set("period", names[Math.max(from, at)]);
      location.assign(address);
    }
    function follow() { if (link(at)) { location.assign(link(at).href); } }

    drawing.addEventListener("pointermove", function (event) {
      if (!(event.buttons & 1)) { from = null; }
      var place = nearest(event);
      dragged = dragged || (from !== null && place !== from);
      show(place);
    });
    drawing.addEventListener("pointerdown", function (event) {
      if (event.button || event.pointerType === "touch") { show(nearest(event)); return; }
      event.preventDefault();
      drawing.focus({ preventScroll: true, focusVisible: false });
      from = nearest(event);
      dragged = false;
    });
    drawing.addEventListener("pointerup", function (event) {
      if (event.button || event.pointerType === "touch") { return; }
      if (dragged) { if (zooms && from !== null && from !== at) { zoom(); } } else if (at >= 0) { follow(); }
      from = null;
      dragged = false;
    });
    drawing.addEventListener("pointerleave", hide);
    drawing.addEventListener("blur", hide);
    window.addEventListener("resize", hide);
    drawing.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
      var last = rows.length - 1, begun = at >= 0;
      var moves = { ArrowLeft: begun ? at - 1 : last, ArrowRight: begun ? at + 1 : last, Home: 0, End: last };
      if (event.key in moves) {
        if (!event.shiftKey) { from = null; } else if (from === null) { from = begun ? at : last; }
        show(Math.max(0, Math.min(last, moves[event.key])));
      } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
        line = (line + (event.key === "ArrowDown" ? 1 : -1) + columns.length) % columns.length;
        show(begun ? at : last);
      } else if (event.key === "Enter" && at >= 0) {
        if (zooms && from !== null && from !== at) { zoom(); } else { follow(); }
      } else if (event.key === "Escape" && drawing.classList.contains("telling")) { hide(); } else { return; }
      event.preventDefault();
      event.stopPropagation(); // the arrows would move the period of the page
    });
  }

  document.querySelectorAll("figure.chart .drawing[data-columns]").forEach(function (one) {
    if (one.querySelector("[data-at]")) { live(one.closest("figure")); }
  });
})();
