// What is copied from a page: a chart as a picture, as it is seen; a number as SQL, which the server tells when it is asked.
(function () {
  var SCALE = 2, EDGE = 16, HEAD = 34, FOOT = 26, SVG = "http://www.w3.org/2000/svg";
  var root = document.documentElement;

  function shade(name) { return getComputedStyle(root).getPropertyValue("--" + name).trim(); }
  function done(button) { button.textContent = button.dataset.done; }

  function line(told, x, y, size, weight, colour, parent) {
    var one = document.createElementNS(SVG, "text");
    one.textContent = told;
    [["x", x], ["y", y], ["font-size", size], ["font-weight", weight], ["fill", colour]].forEach(function (pair) { one.setAttribute(pair[0], pair[1]); });
    parent.append(one);
  }

  // The drawing with what stands around it: title, page, day; every colour is that of the theme in use.
  function picture(key) {
    var title = document.getElementById(key + "-title"), about = document.getElementById("pictures").dataset;
    var drawn = title.closest("figure").querySelector(".drawing svg.wide").cloneNode(true);
    var box = drawn.getAttribute("viewBox").split(" ").map(Number), width = box[2] + 2 * EDGE, height = box[3] + HEAD + FOOT + EDGE;
    var made = document.createElementNS(SVG, "svg"), ground = document.createElementNS(SVG, "rect");
    [["width", width], ["height", height], ["viewBox", "0 0 " + width + " " + height], ["font-family", getComputedStyle(document.body).fontFamily]]
      .forEach(function (pair) { made.setAttribute(pair[0], pair[1]); });
    [["width", width], ["height", height], ["fill", "var(--paper)"]].forEach(function (pair) { ground.setAttribute(pair[0], pair[1]); });
    made.append(ground);
    line(title.textContent, EDGE, 26, 15, 600, "var(--ink)", made);
    [["x", EDGE], ["y", HEAD], ["width", box[2]], ["height", box[3]]].forEach(function (pair) { drawn.setAttribute(pair[0], pair[1]); });
    ["class", "aria-hidden", "focusable"].forEach(function (name) { drawn.removeAttribute(name); });
    made.append(drawn);
    line(about.page + " · " + about.marks, EDGE, height - EDGE, 11, 400, "var(--muted)", made);
    var text = new XMLSerializer().serializeToString(made).replace(/var\(--([a-z-]+)\)/g, function (_all, name) { return shade(name); });
    return { text: text, width: width, height: height, name: key };
  }

  function pixels(one) {
    return new Promise(function (give, fail) {
      var image = new Image();
      image.onload = function () {
        var canvas = document.createElement("canvas");
        canvas.width = one.width * SCALE;
        canvas.height = one.height * SCALE;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(function (blob) { if (blob) { give(blob); } else { fail(new Error("no picture")); } }, "image/png");
      };
      image.onerror = fail;
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(one.text);
    });
  }

  function save(blob, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }

  // A browser that cannot copy it, as those without https, saves it instead.
  function keep(type, told, name, button) {
    var file = function () { return told.then(function (blob) { save(blob, name); }); };
    if (!navigator.clipboard || !window.ClipboardItem) { return file(); }
    var kind = {};
    kind[type] = told;
    return navigator.clipboard.write([new ClipboardItem(kind)]).then(function () { done(button); }, file);
  }

  var pictures = document.getElementById("pictures");
  if (pictures) {
    pictures.hidden = false;
    pictures.querySelectorAll("[data-picture]").forEach(function (button) {
      button.addEventListener("click", function () {
        var one = picture(document.getElementById("as-picture").value), how = button.dataset.picture;
        if (how === "svg") { save(new Blob([one.text], { type: "image/svg+xml" }), one.name + ".svg"); }
        else if (how === "png") { pixels(one).then(function (blob) { save(blob, one.name + ".png"); }); }
        else { keep("image/png", pixels(one), one.name + ".png", button); }
      });
    });
  }

  var sql = document.getElementById("sql");
  if (sql) {
    var button = sql.querySelector("[data-sql]"), usual = button.textContent;
    button.hidden = false;
    sql.querySelector("select").addEventListener("change", function () { button.textContent = usual; });
    button.addEventListener("click", function () {
      var address = location.pathname + "?" + new URLSearchParams(new FormData(sql));
      button.textContent = button.dataset.wait;
      var told = fetch(address, { credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) { location.assign(address); throw new Error("not told"); } // the page that says why
        return answer.blob();
      }).then(function (blob) { return new Blob([blob], { type: "text/plain" }); });
      keep("text/plain", told, sql.elements.table.value + ".sql", button).catch(function () { button.textContent = usual; });
    });
  }
})();
