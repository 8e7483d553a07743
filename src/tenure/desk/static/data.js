(function () {
  var form = document.getElementById("drop");
  if (form) {
    var input = document.getElementById("files");
    var warning = document.getElementById("too-large");
    var depth = 0;
    var send = function () {
      var size = Array.prototype.reduce.call(input.files, function (sum, file) { return sum + file.size; }, 0);
      warning.hidden = size <= Number(form.dataset.limit);
      if (input.files.length && warning.hidden) { form.submit(); }
    };
    var carries = function (event) { return event.dataTransfer && Array.prototype.indexOf.call(event.dataTransfer.types, "Files") >= 0; };
    var mark = function () { document.body.classList.toggle("dropping", depth > 0); };
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
  }
  var job = document.getElementById("job");
  if (job) {
    var bar = job.querySelector("progress");
    var message = document.getElementById("message");
    var look = function () {
      fetch(job.dataset.state, { credentials: "same-origin" }).then(function (answer) { return answer.json(); }).then(function (told) {
        if (!told.open) { location.reload(); return; }
        bar.value = told.percent;
        if (message.textContent !== told.message) { message.textContent = told.message; }
        setTimeout(look, 700);
      }, function () { setTimeout(look, 3000); });
    };
    setTimeout(look, 400);
  }
})();
