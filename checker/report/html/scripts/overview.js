// The overview: `#/overview/rule:NAME` opens the page of a rule, `#/overview/not-checked` goes to the list.
function show(rest) {
  if (!rest) return;
  const place = document.getElementById(`/overview/${rest}`);
  if (!place) return;
  if (place.tagName === "DETAILS") place.open = true;
  place.scrollIntoView({ block: "start" });
  const focus = place.querySelector("summary") || place;
  if (focus === place) place.tabIndex = -1;
  focus.focus({ preventScroll: true });
}

checker.views.overview = { show };
