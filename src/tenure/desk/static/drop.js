// A file dropped anywhere on a page goes to the form that takes it; where a company is to be made first, it waits in its dialog.
(function () {
  var zone = document.querySelector("[data-zone]");
  if (zone && zone.value === "UTC") { zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"; }
  var form = document.getElementById("drop");
  if (!form) { return; }
  var input = document.getElementById("files");
  var warning = document.getElementById("too-large");
  var dialog = document.getElementById(form.dataset.asks || "");
  var depth = 0;
  function send() {
    var size = Array.prototype.reduce.call(input.files, function (sum, file) { return sum + file.size; }, 0);
    if (warning) {
      warning.hidden = size <= Number(form.dataset.limit);
      if (!warning.hidden) { return; }
    }
    if (!input.files.length) { return; }
    if (dialog) { dialog.showModal(); } else { form.submit(); }
  }
  function carries(event) { return event.dataTransfer && Array.prototype.indexOf.call(event.dataTransfer.types, "Files") >= 0; }
  function mark() { document.body.classList.toggle("dropping", depth > 0); }
  input.addEventListener("change", send);
  document.addEventListener("dragenter", function (event) { if (carries(event)) { depth += 1; mark(); } });
  document.addEventListener("dragleave", function (event) { if (carries(event)) { depth = Math.max(0, depth - 1); mark(); } });
  document.addEventListener("dragover", function (event) { if (carries(event)) { event.preventDefault(); } });
  document.addEventListener("drop", function (event) {
    if (!carries(event)) { return; }
    event.preventDefault();
    depth = 0;
    mark();
    input.files = event.dataTransfer.files;
    send();
  });
  document.querySelectorAll("[data-closes]").forEach(function (button) {
    button.addEventListener("click", function () { document.getElementById(button.dataset.closes).close(); });
  });
})();
