// A proposed step, once put aside, does not come again on this browser; another one does.
(function () {
  var step = document.querySelector("[data-once]"), aside = step.querySelector("[data-end]"), KEY = "tenure-step";
  try { if (localStorage.getItem(KEY) === step.dataset.once) { step.remove(); return; } } catch (error) { return; /* nothing could be remembered */ }
  aside.hidden = false;
  aside.addEventListener("click", function () {
    step.remove();
    localStorage.setItem(KEY, step.dataset.once);
  });
})();
