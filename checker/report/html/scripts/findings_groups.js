// The order of the list of findings: in groups, each under a heading; it draws the headings, and keeps no state.
const TITLES = ["", "Suggestions", "Warnings", "Errors"];
const ALONE = "Found once";
const { el } = checker;

/** Group items (in the order of pages) by severity, rule, cause or page; return [{label, items}], the most severe first. */
function grouped(items, by, data) {
  const groups = by === "severity" ? split(items, (item) => data.severity[item.index]) : split(items, (item) => data.facets[by].of[item.index][0]);
  const all = [...groups].map(([key, members]) => ({ label: by === "severity" ? TITLES[key] : data.facets[by].values[key], items: members, worst: Math.max(...members.map((item) => data.severity[item.index])) }));
  if (by === "page") return all;
  for (const group of all) group.items.sort((a, b) => data.severity[b.index] - data.severity[a.index] || a.index - b.index);
  all.sort((a, b) => b.worst - a.worst || b.items.length - a.items.length || a.items[0].index - b.items[0].index);
  return by === "cause" ? together(all) : all;
}

function split(items, key) {
  const groups = new Map();
  for (const item of items) {
    const value = key(item);
    if (groups.has(value)) groups.get(value).push(item);
    else groups.set(value, [item]);
  }
  return groups;
}

/** Put groups of a single item into one at the end: a heading for each would only repeat its message. */
function together(groups) {
  const alone = groups.filter((group) => group.items.length === 1);
  if (!alone.length) return groups;
  return [...groups.filter((group) => group.items.length > 1), { label: ALONE, items: alone.flatMap((group) => group.items) }];
}

/** Return the rows of the list from one item (of all groups) to another: the items' nodes, and a heading for each group. */
function rows(groups, from, to) {
  const found = [];
  let at = 0;
  for (const group of groups) {
    const [first, last] = [Math.max(0, from - at), Math.min(group.items.length, to - at)];
    if (first < last) found.push(heading(group), ...group.items.slice(first, last).map((item) => item.node));
    at += group.items.length;
  }
  return found;
}

function heading({ label, items }) {
  const badge = el("span", { class: "badge" }, items.length.toLocaleString("en"));
  return el("li", { class: "group" }, el("h3", {}, checker.spans(label), " ", badge), checker.triage.decider(items.map((item) => item.fingerprint), label));
}

checker.groups = { grouped, rows };
