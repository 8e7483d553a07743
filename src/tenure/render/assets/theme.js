(function () {
  var kept = null;
  try { kept = localStorage.getItem("tenure-theme"); } catch (error) { kept = null; }
  if (kept === "light" || kept === "dark") { document.documentElement.setAttribute("data-theme", kept); }
})();
