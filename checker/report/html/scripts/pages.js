// The pages: a list to choose from, and the source of one with its marks and findings.
const CHUNK = 100;
const SEVERITIES = ["", "suggestion", "warning", "error"];
const { el } = checker;

let data = null;
let links = [];
let open = null;

function part(name) {
  return document.querySelector(`#view-pages [data-${name}]`);
}

function ready() {
  data = checker.data("pages");
}

/** Create the list when it is first shown. */
function list() {
  if (links.length || !data || !data.pages.length) return;
  links = data.pages.map((page) => {
    const cut = page.path.lastIndexOf("/") + 1;
    const folder = page.path.slice(0, Math.max(0, cut - 1));
    const label = checker.count(page.findings, "finding");
    return el(
      "a",
      { href: checker.route("pages", page.path) },
      el("span", { class: "name" }, page.path.slice(cut), folder && el("small", { title: checker.printable(folder) }, el("bdi", {}, folder))),
      el("span", { class: "badge", title: label }, page.findings, el("span", { class: "sr-only" }, page.findings === 1 ? " finding" : " findings")),
    );
  });
  part("pages-list").append(...links.map((link) => el("li", {}, link)));
  part("pages-search").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    links.forEach((link, index) => {
      const path = data.pages[index].path.toLowerCase();
      link.parentElement.hidden = !words.every((word) => path.includes(word));
    });
  });
}

function show(rest, params) {
  if (!data || !data.pages.length) return;
  list();
  const index = data.pages.findIndex((page) => page.path.toWellFormed() === rest);
  links.forEach((link, number) => {
    if (number === index) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  const sheet = part("sheet");
  if (index < 0) {
    open = null;
    const left = rest && `${rest} is not involved in any finding, so its source is not in this report.`;
    sheet.replaceChildren(el("p", { class: left ? "empty" : "empty unchosen" }, left || "Choose a page."));
    return;
  }
  const page = data.pages[index];
  if (open !== page) {
    open = page;
    sheet.replaceChildren(...drawn(page));
    links[index].scrollIntoView({ block: "nearest" });
  }
  reach(sheet, page, parseInt(params.get("line"), 10));
}

/** Go to a line, or to the top of the page. */
function reach(sheet, page, line) {
  for (const one of sheet.querySelectorAll(".here")) one.classList.remove("here");
  const item = line ? sheet.querySelector(`[data-line="${line}"]`) || lineOf(sheet, line) : null;
  const title = sheet.querySelector("h3");
  title.tabIndex = -1;
  if (!item) {
    title.focus({ preventScroll: true });
    title.scrollIntoView({ block: "nearest" });
    return;
  }
  item.classList.add("here");
  item.tabIndex = -1;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "center" });
}

function lineOf(sheet, line) {
  for (const list of sheet.querySelectorAll("ol.code")) {
    const at = line - list.start;
    if (at >= 0 && at < list.children.length) return list.children[at];
  }
  return null;
}

function drawn(page) {
  const notes = new Map();
  for (const [line, number, own] of page.notes) {
    if (!notes.has(line)) notes.set(line, []);
    notes.get(line).push([number, own]);
  }
  const source = el("div", { class: "source" });
  let next = 1;
  for (const [first, text] of page.parts) {
    const lines = text.split("\n");
    if (first > next) source.append(gap(first - next));
    for (let at = 0; at < lines.length; at += CHUNK) {
      const items = lines.slice(at, at + CHUNK).map((line, index) => drawnLine(page, first + at + index, line, notes));
      source.append(el("ol", { class: "code", start: first + at }, items));
    }
    next = first + lines.length;
  }
  if (page.parts.length && next <= page.lines) source.append(gap(page.lines - next + 1));
  const head = el(
    "div",
    { class: "sheet-head" },
    el("h3", {}, page.path),
    el("span", { class: "dim" }, `${checker.count(page.lines, "line")}. ${page.cut}`),
  );
  return [head, page.parts.length ? source : false].filter(Boolean);
}

function gap(lines) {
  return el("p", { class: "gap" }, `${checker.count(lines, "line")} not shown`);
}

function drawnLine(page, number, line, notes) {
  const marked = page.marked[number];
  if (!marked) return el("li", {}, line);
  const pieces = marked.map(([text, kind, finding]) => {
    if (!kind) return text;
    if (kind === "cut") return el("span", { class: "cut" }, text);
    const address = checker.route("findings", data.findings[finding][0]);
    return el("mark", { class: kind === "other" && "other" }, el("a", { href: address, tabindex: "-1" }, text));
  });
  const findings = (notes.get(number) || []).map(([finding, own]) => note(finding, own));
  return el("li", { data: { line: number } }, pieces, findings);
}

function note(number, own) {
  const [fingerprint, severity, rule, message, page, line] = data.findings[number];
  const path = data.pages[page].path;
  const name = SEVERITIES[severity];
  return el(
    "div",
    { class: `note ${name}${own ? "" : " other"}` },
    el("span", { class: `severity ${name}` }, own ? name : "related"),
    el("span", { class: "message" }, checker.spans(message), !own && el("span", { class: "dim" }, ` in ${path.slice(path.lastIndexOf("/") + 1)}:${line}`)),
    el("a", { href: checker.route("findings", fingerprint) }, data.rules[rule]),
  );
}

checker.views.pages = { ready, show, print: list };
