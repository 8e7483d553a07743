(function () {
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
