// The list of findings: groups, filters with live counts, pages of a hundred, and the keyboard.
const PAGE = 100;
const SEVERITIES = ["suggestion", "warning", "error"];
const FACETS = ["rule", "folder", "model", "version", "fix", "confidence"];
const GROUPS = ["severity", "rule", "cause", "page"];
const { el } = checker;

const section = document.getElementById.bind(document, "view-findings");
let data = null;
let items = [];
let groups = [];
let matching = [];
let page = 0;
let state = empty();
let timer = 0;
let noting = 0;
let extra = null;

function empty() {
  return { q: "", severity: new Set(), rule: "", folder: "", model: "", version: "", fix: "", confidence: "", state: "new", group: GROUPS[0] };
}

function ready() {
  data = checker.data("findings");
  const list = section().querySelector("[data-findings]");
  items = [...(list ? list.children : [])].map((node, index) => ({
    node,
    index,
    details: node.firstElementChild,
    summary: node.firstElementChild.firstElementChild,
    fingerprint: data.fingerprints[index],
    text: null,
    failing: "",
  }));
  if (!items.length) return;
  for (const select of section().querySelectorAll("select[data-filter]")) select.addEventListener("change", () => asked("push"));
  section().querySelector("input[data-filter=q]").addEventListener("input", typed);
  for (const chip of section().querySelectorAll("[data-severity]")) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      asked("push");
    });
  }
  for (const button of section().querySelectorAll("[data-action=clear]")) button.addEventListener("click", clear);
  section().querySelector("[data-action=previous]").addEventListener("click", () => turn(page - 1));
  section().querySelector("[data-action=next]").addEventListener("click", () => turn(page + 1));
  list.addEventListener("toggle", opened, true);
  list.replaceChildren(); // before they are laid out
  filter();
}

function show(rest, params) {
  clearTimeout(noting);
  if (!items.length) return;
  state = empty();
  state.q = params.get("q") || "";
  state.severity = new Set(params.getAll("severity").filter((one) => SEVERITIES.includes(one)));
  for (const name of FACETS) state[name] = params.get(name) || "";
  if (["known", "all"].includes(params.get("state"))) state.state = params.get("state");
  if (GROUPS.includes(params.get("group"))) state.group = params.get("group");
  page = Math.max(0, (parseInt(params.get("page"), 10) || 1) - 1);
  const item = rest ? items.find((one) => one.fingerprint === rest) : null;
  filter();
  if (item && item.failing) {
    state = { ...empty(), group: state.group };
    if (data.known[item.index]) state.state = "all";
    extra = null;
    filter();
  }
  if (item) page = Math.floor(matching.indexOf(item) / PAGE);
  list();
  if (item) reach(item);
  else if (rest) checker.say("This finding is not in the report.");
}

/** Return which filter excludes an item: "" for none, the name of the only one, or "several". */
function failing(item, words) {
  const { index } = item;
  let failed = "";
  const fails = (name) => {
    failed = failed ? "several" : name;
    return failed === "several";
  };
  if (state.state !== "all" && Boolean(data.known[index]) !== (state.state === "known") && fails("state")) return failed;
  if (extra && !extra(item.fingerprint) && fails("extra")) return failed;
  if (state.severity.size && !state.severity.has(severity(item)) && fails("severity")) return failed;
  for (const name of FACETS) {
    if (!state[name]) continue;
    const { values, of } = data.facets[name];
    if (!of[index].some((number) => values[number] === state[name]) && fails(name)) return failed;
  }
  if (words.length && !words.every((word) => text(item).includes(word)) && fails("q")) return failed;
  return failed;
}

function severity(item) {
  return SEVERITIES[data.severity[item.index] - 1];
}

function text(item) {
  if (item.text === null) item.text = item.details.textContent.toLowerCase();
  return item.text;
}

/** Determine which items match, in the order of their groups, and for each filter which would match without it. */
function filter() {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of items) item.failing = failing(item, words);
  groups = checker.groups.grouped(items.filter((item) => !item.failing), state.group, data);
  matching = groups.flatMap((group) => group.items);
  page = Math.max(0, Math.min(page, Math.ceil(matching.length / PAGE) - 1));
}

/** Show the matching items of the current page, and update controls and counts. */
function list() {
  // Items that are not shown are removed: thousands of hidden siblings make every change slow.
  section().querySelector("[data-findings]").replaceChildren(...checker.groups.rows(groups, page * PAGE, (page + 1) * PAGE));
  section().querySelector("[data-bulk]").hidden = matching.length === 0;
  section().querySelector("[data-bulk-all]").replaceChildren(checker.triage.decider(matching.map((item) => item.fingerprint), "all that is shown"));
  controls();
  const all = data.known.filter((known) => state.state === "all" || Boolean(known) === (state.state === "known")).length;
  const summary = matching.length === all ? checker.count(all, "finding") : `${matching.length.toLocaleString("en")} of ${checker.count(all, "finding")}`;
  section().querySelector("[data-count]").textContent = summary;
  section().querySelector("[data-none]").hidden = matching.length > 0;
  section().querySelector("[data-findings]").hidden = matching.length === 0;
  const pager = section().querySelector("[data-pager]");
  pager.hidden = matching.length <= PAGE;
  const first = page * PAGE + 1;
  pager.querySelector("[data-page]").textContent = `${first.toLocaleString("en")}–${Math.min(matching.length, first + PAGE - 1).toLocaleString("en")} of ${matching.length.toLocaleString("en")}`;
  pager.querySelector("[data-action=previous]").disabled = page === 0;
  pager.querySelector("[data-action=next]").disabled = (page + 1) * PAGE >= matching.length;
  return summary;
}

function controls() {
  const search = section().querySelector("input[data-filter=q]");
  if (search.value !== state.q && document.activeElement !== search) search.value = state.q;
  for (const select of section().querySelectorAll("select[data-filter]")) {
    const name = select.dataset.filter;
    if (FACETS.includes(name)) options(select, name);
    select.value = state[name];
  }
  const counts = { error: 0, warning: 0, suggestion: 0 };
  for (const item of items) if (!item.failing || item.failing === "severity") counts[severity(item)] += 1;
  for (const chip of section().querySelectorAll("[data-severity]")) {
    const name = chip.dataset.severity;
    chip.setAttribute("aria-pressed", String(state.severity.has(name)));
    chip.querySelector("[data-severity-count]").textContent = counts[name].toLocaleString("en");
  }
  const filtered = state.q || state.severity.size || state.state !== "new" || state.group !== GROUPS[0] || FACETS.some((name) => state[name]);
  section().querySelector(".filters [data-action=clear]").disabled = !filtered;
}

function options(select, name) {
  const { values, of } = data.facets[name];
  const counts = new Array(values.length).fill(0);
  let all = 0;
  for (const item of items) {
    if (item.failing && item.failing !== name) continue;
    all += 1;
    for (const number of of[item.index]) counts[number] += 1;
  }
  select.replaceChildren(
    el("option", { value: "" }, `All (${all})`),
    ...values.map((value, number) => [value, number]).filter(([value, number]) => counts[number] || value === state[name]).map(([value, number]) => el("option", { value }, `${value} (${counts[number]})`)),
  );
}

function typed() {
  clearTimeout(timer);
  timer = setTimeout(() => asked("replace"), 60);
}

/** Apply the filters of the controls, and write them to the URL: "push" makes a step that Back takes back. */
function asked(way) {
  clearTimeout(timer);
  state.q = section().querySelector("input[data-filter=q]").value.trim();
  for (const select of section().querySelectorAll("select[data-filter]")) state[select.dataset.filter] = select.value;
  state.severity = new Set([...section().querySelectorAll("[data-severity][aria-pressed=true]")].map((one) => one.dataset.severity));
  page = 0;
  filter();
  checker.say(list());
  note(way);
}

/** Write the filters to the URL, so that it can be shared; delayed, because browsers are slow at it. */
function note(way) {
  clearTimeout(noting);
  noting = setTimeout(() => noted(way), 200);
}

function noted(way) {
  if (checker.current.view !== "findings") return;
  const params = new URLSearchParams();
  if (state.q) params.set("q", state.q);
  for (const one of SEVERITIES) if (state.severity.has(one)) params.append("severity", one);
  for (const name of FACETS) if (state[name]) params.set(name, state[name]);
  if (state.state !== "new") params.set("state", state.state);
  if (state.group !== GROUPS[0]) params.set("group", state.group);
  if (page) params.set("page", page + 1);
  checker.go("findings", "", params, way);
}

function clear() {
  section().querySelector("input[data-filter=q]").value = "";
  state = empty();
  page = 0;
  filter();
  checker.say(list());
  note("push");
}

function turn(to) {
  page = to;
  filter();
  list();
  note("push");
  if (matching.length) matching[page * PAGE].summary.focus();
  window.scrollTo(0, 0);
}

function reach(item) {
  item.details.open = true;
  item.node.scrollIntoView({ block: "start" });
  item.summary.focus({ preventScroll: true });
}

/** Return the focused item, or null. */
function current() {
  const node = document.activeElement && document.activeElement.closest("[data-findings] > li");
  return node ? items.find((one) => one.node === node) : null;
}

function step(by) {
  const item = current();
  walk(item ? matching.indexOf(item) + by : page * PAGE);
}

/** Focus the item at an index of all that match, on its page of the list. */
function walk(to) {
  if (to < 0 || to >= matching.length) return;
  if (Math.floor(to / PAGE) !== page) {
    page = Math.floor(to / PAGE);
    list();
    note("replace");
  }
  matching[to].summary.focus({ preventScroll: true });
  matching[to].summary.scrollIntoView({ block: "nearest" });
}

/** After a decision, go on to the next finding without one; open it if the current one is open. */
function advance() {
  const item = current();
  if (!item) return;
  const at = matching.indexOf(item);
  const next = matching.findIndex((one, index) => index > at && !checker.triage.decided(one.fingerprint));
  if (next < 0) {
    checker.say("No undecided finding below.");
    return;
  }
  if (item.details.open) matching[next].details.open = true;
  walk(next);
}

function toggled() {
  const item = current();
  if (!item) return false;
  item.details.open = !item.details.open;
  return true;
}

function marked() {
  const item = current();
  if (!item || !checker.triage || !checker.triage.toggle) return false;
  checker.triage.toggle(item.fingerprint);
  return true;
}

/** Add the actions to a finding that is first opened. */
function opened(event) {
  const item = items.find((one) => one.details === event.target);
  if (!item || !item.details.open || item.acts) return;
  const body = item.details.lastElementChild;
  const names = data.facets.model.of[item.index].map((number) => data.facets.model.values[number]);
  item.acts = el(
    "div",
    { class: "acts" },
    el("button", { type: "button", on: { click: (click) => copied(click.target, checker.triage.suppression(item.fingerprint)) } }, "Copy suppression comment"),
    el("button", { type: "button", on: { click: (click) => copied(click.target, permalink(item)) } }, "Copy link"),
    names.map((name) => el("a", { href: checker.route("entities", `model:${name}`) }, name)),
  );
  body.append(item.acts);
  document.dispatchEvent(new CustomEvent("checker:finding", { detail: { fingerprint: item.fingerprint, body, acts: item.acts } }));
}

function permalink(item) {
  return `${location.href.split("#")[0]}${checker.route("findings", item.fingerprint)}`;
}

async function copied(button, text) {
  const label = button.textContent;
  const done = await checker.copy(text);
  button.textContent = done ? "Copied" : "Could not copy";
  checker.say(button.textContent);
  setTimeout(() => {
    button.textContent = label;
  }, 1500);
}

/** Print all matching findings, opened. */
function print() {
  section().querySelector("[data-findings]").replaceChildren(...matching.map((item) => item.node));
  const closed = matching.filter((item) => !item.details.open);
  for (const item of closed) item.details.open = true;
  window.addEventListener("afterprint", () => {
    for (const item of closed) item.details.open = false;
    list();
  }, { once: true });
}

checker.views.findings = { needs: ["findings", "triage"], ready, show, print };

/** For other views: the list item of a finding (`li`, or null), the step to the next one without a decision, and an
 * additional filter by fingerprint. */
checker.findings = {
  node: (fingerprint) => (items.find((one) => one.fingerprint === fingerprint) || { node: null }).node,
  advance,
  restrict(test) {
    extra = test;
    filter();
    if (items.length) list();
  },
};

checker.key({ key: "/", label: "Search", view: "findings", run: () => items.length && section().querySelector("input[data-filter=q]").select() });
checker.key({ key: "j", label: "Next finding", view: "findings", run: () => step(1) });
checker.key({ key: "k", label: "Previous finding", view: "findings", run: () => step(-1) });
checker.key({ key: "Enter", label: "Open or close the finding", view: "findings", run: toggled });
checker.key({ key: "x", label: "Cycle the decision: accept, false alarm, later, none", view: "findings", run: marked });
