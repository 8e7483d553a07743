// Four things worth knowing on a first visit to the samples, one after the other; never again once it was skipped or seen on this browser.
(function () {
  var tour = document.getElementById("tour"), KEY = "tenure-tour";
  if (!tour) { return; }
  try { if (localStorage.getItem(KEY)) { return; } } catch (error) { /* without memory it is offered again */ }
  var stops = Array.from(tour.querySelectorAll("li")).filter(function (stop) { return document.querySelector(stop.dataset.at); });
  var next = tour.querySelector("[data-on]"), told = tour.querySelector("[role=status]"), at = -1;

  function point(on) {
    if (at >= 0 && at < stops.length) { document.querySelector(stops[at].dataset.at).classList.toggle("pointed", on); }
  }
  function end() {
    point(false);
    tour.remove();
    try { localStorage.setItem(KEY, "seen"); } catch (error) { /* the same */ }
  }
  function go() {
    point(false);
    at += 1;
    if (at >= stops.length) { end(); return; }
    stops.forEach(function (stop, place) { stop.hidden = place !== at; });
    point(true);
    told.textContent = (at + 1) + " / " + stops.length;
    if (at === stops.length - 1) { next.textContent = next.dataset.last; }
  }
  next.addEventListener("click", go);
  tour.querySelector("[data-end]").addEventListener("click", end);
  tour.hidden = false;
  go();
})();
