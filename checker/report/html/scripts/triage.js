// Decisions about findings: made in the list of findings, stored in the browser, exported and imported.
const SHOWN = 100;
const VERDICTS = new Map([
  ["accept", { label: "Accept", done: "accepted", tally: "Accepted", key: "a" }],
  ["false-alarm", { label: "False alarm", done: "false alarm", tally: "False alarms", key: "f" }],
  ["later", { label: "Later", done: "later", tally: "Later", key: "l" }],
]);
const { el } = checker;
const { fault, parsed, written, baseline, before } = checker.triageFiles;

const section = document.getElementById.bind(document, "view-triage");
const find = (name) => section().querySelector(`[data-triage-${name}]`);
/** Findings of this report, and decisions, by fingerprint; decisions about other findings are kept too. */
const items = new Map();
const decisions = new Map();
const controls = new Map();
let store = "";
/** What undoing takes back, the latest last: each time the decisions before it, as [fingerprint, decision or none]. */
const steps = [];
const deciders = new Set();
let shown = SHOWN;
let wanted = "";

function ready() {
  const data = checker.data("triage");
  for (const item of data.items) items.set(item[0], named(item));
  store = `triage.${data.tree}`;
  recall();
  document.addEventListener("checker:finding", (event) => attach(event.detail));
  window.addEventListener("storage", (event) => {
    if (event.key !== `checker.${store}`) return;
    recall();
    steps.length = 0;
    for (const fingerprint of items.keys()) mark(fingerprint);
    list();
  });
  for (const button of section().querySelectorAll("[data-triage-export]")) {
    button.addEventListener("click", () => give(button.dataset.triageExport));
  }
  document.querySelector("#view-findings [data-action=undo]")?.addEventListener("click", undo);
  find("import").addEventListener("change", (event) => take(event.target));
  find("delete").addEventListener("click", deleteAll);
  find("delete").addEventListener("blur", () => ask(false));
  find("drop").addEventListener("click", () => {
    for (const [fingerprint] of gone()) decisions.delete(fingerprint);
    changed();
  });
  filter();
  for (const fingerprint of decisions.keys()) mark(fingerprint);
  badge();
}

function named([fingerprint, rule, path, line, message, content, known, opening, closing, at, above, severity]) {
  return { fingerprint, rule, path, line, message, content, known, opening, closing, at, above, severity };
}

// -- decisions

/** Decide about findings, as one step that can be undone; without a verdict, their decisions are taken back. */
function decide(fingerprints, verdict, comment = null) {
  const known = fingerprints.filter((one) => items.has(one));
  if (!known.length) return;
  steps.push(known.map((one) => [one, decisions.get(one)]));
  for (const one of known) {
    const now = decisions.get(one);
    if (!verdict) decisions.delete(one);
    else decisions.set(one, entry(items.get(one), verdict, comment === null ? (now ? now.comment : "") : comment));
    mark(one);
  }
  changed();
}

function undo() {
  const step = steps.pop();
  if (!step) return;
  for (const [fingerprint, decision] of step) {
    if (decision) decisions.set(fingerprint, decision);
    else decisions.delete(fingerprint);
    mark(fingerprint);
  }
  changed();
  checker.say(`Undone: ${checker.count(step.length, "decision")}`);
}

function entry({ fingerprint, rule, path, line, message, content, known }, verdict, comment) {
  return { fingerprint, verdict, rule, path, line, message, content, comment, known };
}

/** Set a finding to the next verdict: none, accept, false alarm, later, and none again. */
function toggle(fingerprint) {
  const order = ["", ...VERDICTS.keys()];
  const now = decisions.has(fingerprint) ? decisions.get(fingerprint).verdict : "";
  set(fingerprint, order[(order.indexOf(now) + 1) % order.length]);
}

function set(fingerprint, verdict) {
  decide([fingerprint], verdict);
  checker.say(verdict ? `Triage: ${VERDICTS.get(verdict).done}` : "Triage: no decision");
}

function changed() {
  keep();
  badge();
  const button = document.querySelector("#view-findings [data-action=undo]");
  if (button) button.disabled = !steps.length;
  for (const one of deciders) {
    if (one.node.isConnected) one.update();
    else deciders.delete(one);
  }
  if (checker.current.view === "triage") list();
}

/** Store the decisions in this browser, or show that it does not allow it. */
function keep() {
  const kept = decisions.size ? [...decisions.values()] : null;
  find("memory").hidden = checker.store(store, kept);
}

function recall() {
  decisions.clear();
  const kept = checker.stored(store, []);
  for (const one of Array.isArray(kept) ? kept : []) if (!fault(one)) decisions.set(one.fingerprint, one);
  find("memory").hidden = checker.store("try", true) && checker.store("try", null);
}

const here = () => [...decisions.values()].filter((one) => items.has(one.fingerprint));
const gone = () => [...decisions].filter(([fingerprint]) => !items.has(fingerprint));

function badge() {
  const link = document.querySelector("[data-nav=triage]");
  let made = link.querySelector(".badge");
  if (!made) link.append(" ", (made = el("span", { class: "badge" })));
  made.textContent = here().length.toLocaleString("en");
  made.hidden = !decisions.size;
}

// -- in the list of findings

/** Add the buttons to a finding that was opened. */
function attach({ fingerprint, body, acts }) {
  if (!items.has(fingerprint) || controls.has(fingerprint)) return;
  const buttons = [...VERDICTS].map(([verdict, { label }]) =>
    el("button", { type: "button", "aria-pressed": "false", data: { verdict }, on: { click: () => press(fingerprint, verdict) } }, label),
  );
  const comment = field(fingerprint);
  const hint = el("p", { class: "dim triage-hint" });
  const slot = el(
    "div",
    { class: "triage-slot", role: "group", "aria-label": "Triage", data: { triageSlot: fingerprint } },
    buttons,
    el("label", { class: "triage-comment" }, el("span", { class: "sr-only" }, "Comment on the decision"), comment),
    hint,
  );
  controls.set(fingerprint, { buttons, comment, hint });
  body.insertBefore(slot, acts || null);
  mark(fingerprint);
}

function press(fingerprint, verdict) {
  const now = decisions.get(fingerprint);
  set(fingerprint, now && now.verdict === verdict ? "" : verdict);
}

/** Return buttons that decide about many findings at once: about those without a decision, or if all have one, all. */
function decider(fingerprints, label) {
  const open = () => fingerprints.filter((one) => !decisions.has(one));
  const count = el("span", { class: "dim" });
  const buttons = [...VERDICTS].map(([verdict, words]) => el("button", { type: "button", data: { decide: verdict }, on: { click: () => decideAll(open().length ? open() : fingerprints, verdict) } }, words.label));
  const node = el("div", { class: "decider", role: "group", "aria-label": `Decide about ${label}` }, count, buttons);
  const update = () => {
    const left = open().length;
    node.dataset.left = left;
    count.textContent = left ? `Decide ${left.toLocaleString("en")}:` : "All decided; change:";
  };
  update();
  deciders.add({ node, update });
  return node;
}

function decideAll(fingerprints, verdict) {
  const comment = document.querySelector("[data-bulk-comment]");
  decide(fingerprints, verdict, comment.value.trim() || null);
  checker.say(`${checker.count(fingerprints.length, "finding")}: ${VERDICTS.get(verdict).done}. Press u to undo.`);
}

function field(fingerprint) {
  const now = decisions.get(fingerprint);
  const comment = el("input", { type: "text", placeholder: "Comment (why?)", maxlength: 2000, value: now ? now.comment : "" });
  comment.addEventListener("change", () => {
    const one = decisions.get(fingerprint);
    if (one) decide([fingerprint], one.verdict, comment.value.trim());
  });
  return comment;
}

/** Update what the list shows of a finding to its decision. */
function mark(fingerprint) {
  const one = decisions.get(fingerprint);
  const node = checker.findings ? checker.findings.node(fingerprint) : null;
  if (node) {
    let tag = node.querySelector(".triage-tag");
    if (!tag) node.querySelector(".where").append(" ", (tag = el("span", { class: "tag triage-tag" })));
    tag.textContent = one ? VERDICTS.get(one.verdict).done : "";
    tag.hidden = !one;
  }
  const made = controls.get(fingerprint);
  if (!made) return;
  for (const button of made.buttons) button.setAttribute("aria-pressed", String(Boolean(one) && one.verdict === button.dataset.verdict));
  made.comment.disabled = !one;
  if (document.activeElement !== made.comment) made.comment.value = one ? one.comment : "";
  made.hint.hidden = !one || one.verdict !== "false-alarm";
  if (!made.hint.hidden) made.hint.replaceChildren(`To suppress it, paste ${place(fingerprint)}: `, el("code", {}, suppression(fingerprint)));
}

/** Add a filter by verdict. */
function filter() {
  const slot = document.querySelector("[data-slot=findings-filters]");
  if (!slot || !checker.findings) return;
  const names = [["", "All"], ["none", "Undecided"], ...[...VERDICTS].map(([verdict, { tally }]) => [verdict, tally])];
  const select = el("select", { data: { triageFilter: "" } }, names.map(([value, name]) => el("option", { value }, name)));
  slot.replaceWith(el("label", { class: "filter" }, el("span", {}, "Triage"), select));
  const asked = () => {
    wanted = select.value;
    checker.findings.restrict(wanted ? passes : null);
  };
  select.addEventListener("change", asked);
  for (const button of document.querySelectorAll("#view-findings [data-action=clear]")) {
    button.addEventListener("click", () => {
      if (!select.value) return;
      select.value = "";
      asked();
    });
  }
}

function passes(fingerprint) {
  const one = decisions.get(fingerprint);
  return wanted === (one ? one.verdict : "none");
}

// -- suppression comments

const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+/g;

/** Return the comment that suppresses a finding, as `checker triage` would write it. */
function suppression(fingerprint) {
  const { rule, opening, closing } = items.get(fingerprint);
  const one = decisions.get(fingerprint);
  let words = Array.from(one ? one.comment : "", (character) => (character.length > 1 ? character : character.replace(INVISIBLE, " "))).join("");
  words = words.trim().replace(/\s+/g, " ");
  if (opening === "<!--") words = words.replace(/-{2,}/g, (dashes) => "–".repeat(dashes.length)).replace(/-$/, "");
  if (closing.includes("*/")) words = words.replaceAll("*/", "* /");
  return `${opening} checker: ignore ${rule}${words ? ` -- ${words}` : ""}${closing}`;
}

function place(fingerprint) {
  const { at, above } = items.get(fingerprint);
  return above ? `on its own line above line ${at}` : `at the end of line ${at}`;
}

// -- the view

function show() {
  shown = SHOWN;
  message("");
  list();
}

function list() {
  const all = here();
  const order = [...items.keys()];
  const position = new Map(order.map((fingerprint, index) => [fingerprint, index]));
  all.sort((a, b) => position.get(a.fingerprint) - position.get(b.fingerprint));
  find("count").textContent = `${all.length.toLocaleString("en")} of ${checker.count(items.size, "finding")} decided`;
  find("tallies").replaceChildren(
    ...[...VERDICTS].map(([verdict, { tally }]) => card(tally, all.filter((one) => one.verdict === verdict).length, verdict)),
    card("Undecided", items.size - all.length, "none"),
  );
  find("decided").hidden = !all.length;
  find("none").hidden = all.length > 0;
  find("decided").replaceChildren(...(all.length ? table(all) : []));
  const old = gone();
  find("gone").hidden = !old.length;
  find("gone-list").replaceChildren(
    ...old.slice(0, SHOWN).map(([, one]) => el("li", {}, el("span", { class: "mono" }, `${one.path}:${one.line}`), ` ${one.rule}: `, checker.spans(one.message), ` (${VERDICTS.get(one.verdict).done})`)),
    ...(old.length > SHOWN ? [el("li", {}, `and ${checker.count(old.length - SHOWN, "more decision")}`)] : []),
  );
  for (const name of ["json", "baseline", "comments"]) section().querySelector(`[data-triage-export=${name}]`).disabled = !exported(name).length;
  find("delete").disabled = !decisions.size;
}

function card(label, number, verdict) {
  return el("li", { class: "card", data: { tally: verdict } }, el("strong", {}, number.toLocaleString("en")), el("span", {}, label));
}

function table(all) {
  const head = ["Finding", "Decision", "Comment"].map((name) => el("th", { scope: "col" }, name));
  const rows = all.slice(0, shown).map((one) => el("tr", {}, ...cells(one)));
  const more = all.length - shown;
  return [
    el("table", { class: "decided" }, el("caption", { class: "sr-only" }, "Decisions"), el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)),
    more > 0 && el("button", { type: "button", on: { click: () => { shown += SHOWN; list(); } } }, `Show ${Math.min(more, SHOWN)} more`),
  ].filter(Boolean);
}

function cells({ fingerprint, verdict, rule, path, line, message }) {
  const select = el("select", { "aria-label": "Decision" }, ...[...VERDICTS].map(([value, { label }]) => el("option", { value, selected: value === verdict }, label)), el("option", { value: "" }, "Undecided"));
  select.addEventListener("change", () => set(fingerprint, select.value));
  const comment = field(fingerprint);
  comment.setAttribute("aria-label", "Comment on the decision");
  return [
    el("th", { scope: "row" }, el("a", { href: checker.route("findings", fingerprint) }, checker.spans(message)), el("span", { class: "where" }, el("span", { class: "path" }, `${path}:${line}`), el("span", { class: "rule" }, rule))),
    el("td", {}, select),
    el("td", {}, comment, verdict === "false-alarm" && el("span", { class: "triage-hint dim" }, `${place(fingerprint)}: `, el("code", {}, suppression(fingerprint)))),
  ];
}

function message(text) {
  find("message").textContent = text;
  find("message").hidden = !text;
  find("fault").hidden = true;
  if (text) checker.say(text);
}

function failed(text) {
  find("message").hidden = true;
  find("fault").textContent = checker.printable(text);
  find("fault").hidden = false;
}

function deleteAll() {
  if (!find("delete").dataset.asked) {
    ask(true);
    return;
  }
  const known = [...decisions.keys()];
  steps.length = 0;
  decisions.clear();
  for (const fingerprint of known) mark(fingerprint);
  ask(false);
  changed();
  message("All decisions deleted.");
}

function ask(asked) {
  const button = find("delete");
  if (asked) button.dataset.asked = "true";
  else delete button.dataset.asked;
  button.textContent = asked ? `Really delete ${checker.count(decisions.size, "decision")}?` : "Delete all decisions";
  if (asked) checker.say(button.textContent);
}

// -- files

function exported(kind) {
  const kinds = { baseline: ["later", "false-alarm"], comments: ["false-alarm"], json: [...VERDICTS.keys()] }[kind];
  const all = here().filter((one) => kinds.includes(one.verdict));
  return all.sort((a, b) => before(a.path, b.path) || a.line - b.line || before(a.rule, b.rule) || before(a.fingerprint, b.fingerprint));
}

function give(kind) {
  const all = exported(kind);
  const number = checker.count(all.length, kind === "comments" ? "comment" : kind === "baseline" ? "finding" : "decision");
  if (kind === "comments") {
    const lines = all.map(({ fingerprint, path }) => `${path}: ${place(fingerprint)}\n${suppression(fingerprint)}\n`);
    checker.copy(lines.join("\n")).then((done) => (done ? message(`Copied ${number}.`) : failed("This browser does not allow copying.")));
  } else if (kind === "baseline") {
    checker.save("checker-baseline.jsonl", baseline(all));
    message(`Exported ${number} as checker-baseline.jsonl. It has only these; checker triage adds them to an existing baseline.`);
  } else {
    checker.save("checker-triage.json", written(all), "application/json");
    message(`Exported ${number} as checker-triage.json.`);
  }
}

async function take(input) {
  const file = input.files[0];
  if (!file) return;
  try {
    message(imported(parsed(await file.text(), file.name)));
  } catch (error) {
    failed(error.message);
  }
  input.value = "";
}

/** Add decisions to the current ones, and return a summary. */
function imported(entries) {
  steps.length = 0;
  let [added, replaced, old] = [0, 0, 0];
  for (const one of entries) {
    const { fingerprint, verdict, comment = "" } = one;
    const item = items.get(fingerprint);
    const now = decisions.get(fingerprint);
    if (!item) old += 1;
    else if (!now) added += 1;
    else if (now.verdict !== verdict || now.comment !== comment) replaced += 1;
    decisions.set(fingerprint, entry(item || { ...one, known: 0 }, verdict, comment));
    mark(fingerprint);
  }
  changed();
  const parts = [`${checker.count(added, "decision")} imported`];
  if (replaced) parts.push(`${replaced.toLocaleString("en")} replaced`);
  if (entries.length - added - replaced - old) parts.push(`${(entries.length - added - replaced - old).toLocaleString("en")} unchanged`);
  if (old) parts.push(`${old.toLocaleString("en")} about findings that are no longer present`);
  return `${parts.join(", ")}.`;
}

checker.views.triage = { needs: ["findings", "triage"], ready, show };

/** For the list of findings: set the next verdict of one; whether it has one; buttons that decide about many; the
 * suppression comment of one, and where that goes. */
checker.triage = { toggle, decided: (fingerprint) => decisions.has(fingerprint), decider, suppression, place };

for (const [verdict, { label, key }] of VERDICTS) {
  checker.key({
    key,
    label: `Triage: ${label.toLowerCase()}`,
    view: "findings",
    run: () => {
      const node = document.activeElement && document.activeElement.closest("[data-findings] > li");
      if (!node) return false;
      const fingerprint = node.firstElementChild.id.slice("/findings/".length);
      press(fingerprint, verdict);
      if (decisions.has(fingerprint)) checker.findings.advance();
      return true;
    },
  });
}
checker.key({ key: "u", label: "Triage: undo the last decision", view: "findings", run: undo });
