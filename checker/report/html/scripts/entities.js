// Entities: an index, a page for each, timelines of API versions, and the matrix of models and tables.
const { el } = checker;
const KINDS = { model: "Models", version: "Model versions", api: "API versions", service: "Services" };
const KIND = { model: "Model", version: "Model version", api: "API version", service: "Service" };
/** How many characters fit above a column of the matrix. */
const UPRIGHT = 34;
const ROLES = ["declared", "required", "used", "shown", "announced", "listed", "mentioned"];
const DESCRIPTIONS = {
  declared: "rows of authoritative tables",
  required: "what readers are asked to deploy or select",
  used: "samples, URLs and commands",
  shown: "sample output",
  announced: "what's new, history",
  listed: "lists and other tables",
  mentioned: "other prose",
};
const LAYERS = { tree: "this tree", user: "your catalog", bundled: "bundled", use: "only used here" };
const SHORT = 60;
let data = null;
let numbers = new Map();
let held = null;

function ready() {
  data = checker.data("entities");
  if (!data || !data.given) return;
  data.entities.forEach((one, number) => numbers.set(one.id, number));
}

function show(rest, params) {
  if (!data || !data.given) return;
  const place = document.querySelector("[data-entities]");
  const entity = data.entities[numbers.get(rest)];
  const tab = entity ? "" : rest;
  for (const link of document.querySelectorAll("#view-entities [data-tab]")) {
    if (!entity && link.dataset.tab === tab) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (entity) place.replaceChildren(...page(entity));
  else if (rest === "timeline") place.replaceChildren(...timelines());
  else if (rest === "matrix") place.replaceChildren(...matrix());
  else index(place, rest, params);
  for (const scroller of place.querySelectorAll(".ent-time")) latest(scroller);
  if (entity) {
    const title = place.querySelector("h3");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    document.title = `${entity.label} – ${document.title}`;
  }
}

/** Scroll a timeline that is wider than its container to the latest version. */
function latest(scroller) {
  const edges = [...scroller.querySelectorAll(".ent-mark")].map((mark) => mark.getBoundingClientRect().right);
  const box = scroller.getBoundingClientRect();
  scroller.scrollLeft += Math.max(...edges) + 24 - box.right;
}

/* Shared helpers */

const ref = (number, label) => el("a", { href: checker.route("entities", data.entities[number].id), class: "ent-ref" }, label || data.entities[number].label);
const named = (entity) => (entity.kind === "api" ? `${data.entities[entity.owner].label} ${entity.label}` : entity.label);
const file = (path) => path.split("/").pop();
const few = (number, noun) => checker.count(number, noun);

/** Return the paths of the pages whose source is in the report. */
function sources() {
  if (!held) held = new Set(((checker.data("pages") || {}).pages || []).map((one) => one.path));
  return held;
}

/** Return a link to a page, at a line: to its source if it is in the report, else to its place in the graph. */
function at(path, line, text) {
  const href = sources().has(path) ? checker.route("pages", path, line ? { line } : null) : checker.route("graph", `page:${path}`);
  return el("a", { href, title: line ? `${path}:${line}` : path, class: "ent-path" }, text || (line ? `${path}:${line}` : path));
}

/** Return a list with the first items, and a button to show the others. */
function some(items, make, most, list = "ul", attributes = {}) {
  const held = el(list, attributes, items.slice(0, most).map(make));
  if (items.length <= most) return held;
  const more = el("button", { type: "button", class: "ent-more", on: { click: () => {
    const first = make(items[most]);
    held.append(first, ...items.slice(most + 1).map(make));
    more.remove();
    const link = first.querySelector("a");
    if (link) link.focus();
  } } }, `Show ${few(items.length - most, "more")}`.replace(/mores$/, "more"));
  return [held, more];
}

/* The index */

function index(place, asked, params) {
  const wanted = { q: params.get("q") || (asked && !KINDS[asked] ? asked : ""), kind: KINDS[params.get("kind")] ? params.get("kind") : "" };
  const search = el("input", { type: "search", placeholder: "Search models, versions, services …", autocomplete: "off", spellcheck: "false", value: wanted.q, on: { input: () => changed() } });
  const body = el("div", { class: "ent-groups" });
  const status = el("p", { class: "dim ent-status", role: "status" });
  const chips = Object.keys(KINDS).map((kind) =>
    el("button", { type: "button", class: "chip", "aria-pressed": String(wanted.kind === kind), on: { click: () => {
      wanted.kind = wanted.kind === kind ? "" : kind;
      chips.forEach((chip, number) => chip.setAttribute("aria-pressed", String(wanted.kind === Object.keys(KINDS)[number])));
      changed();
    } } }, KINDS[kind], " ", el("span", { class: "badge" }, data.entities.filter((one) => one.kind === kind).length.toLocaleString("en"))));
  const list = () => {
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    const found = data.entities.map((_, number) => number).filter((number) => {
      const one = data.entities[number];
      return (!wanted.kind || one.kind === wanted.kind) && words.every((word) => `${named(one)} ${one.id}`.toLowerCase().includes(word));
    });
    const groups = Object.keys(KINDS).map((kind) => [kind, found.filter((number) => data.entities[number].kind === kind)]).filter(([, some]) => some.length);
    body.replaceChildren(...groups.map(([kind, some]) => group(kind, some)));
    if (!groups.length) body.append(el("p", { class: "empty" }, data.entities.length ? "No entities match." : "The pages mention no models, versions or services."));
    status.textContent = found.length === data.entities.length ? few(found.length, "entity").replace("entitys", "entities") : `${found.length} of ${data.entities.length} entities`;
  };
  const changed = () => {
    wanted.q = search.value.trim();
    list();
    const kept = new URLSearchParams();
    if (wanted.q) kept.set("q", wanted.q);
    if (wanted.kind) kept.set("kind", wanted.kind);
    checker.go("entities", "", kept, "replace");
  };
  place.replaceChildren(
    el("search", { class: "filters card", "aria-label": "Filter entities" },
      el("div", { class: "filter-row" }, el("label", { class: "filter-search" }, el("span", { class: "sr-only" }, "Search entities"), search), el("div", { class: "chips", role: "group", "aria-label": "Kind" }, chips)), status),
    body,
  );
  if (data.left_out) place.append(el("p", { class: "dim" }, `${data.left_out.toLocaleString("en")} more not shown, with the fewest mentions.`));
  list();
}

function group(kind, members) {
  const ranked = [...members].sort((one, other) => data.entities[other].count - data.entities[one].count || one - other);
  const held = ROLES.filter((role) => members.some((number) => data.entities[number].roles.some((one) => one.role === role)));
  const table = el("table", { class: "ent-table" },
    el("caption", {}, el("h3", { id: `ent-${kind}` }, KINDS[kind], " ", el("span", { class: "badge" }, members.length.toLocaleString("en")))),
    el("thead", {}, el("tr", {},
      el("th", { scope: "col" }, "Name"), el("th", { scope: "col", class: "number" }, "pages"), el("th", { scope: "col", class: "number" }, "findings"),
      held.map((role) => el("th", { scope: "col", class: "number", title: DESCRIPTIONS[role] }, role)), el("th", { scope: "col" }, "source"))));
  const rows = some(ranked, (number) => row(number, held), SHORT, "tbody");
  const [body, more] = Array.isArray(rows) ? rows : [rows, null];
  table.append(body);
  return el("section", { class: "card ent-group", "aria-labelledby": `ent-${kind}` }, el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${KINDS[kind]}, table` }, table), more);
}

function row(number, held) {
  const one = data.entities[number];
  const counts = Object.fromEntries(one.roles.map((role) => [role.role, role.count]));
  const found = one.findings.length + one.findings_left;
  return el("tr", { class: one.count ? "" : "ent-quiet" },
    el("th", { scope: "row" }, ref(number), one.kind === "api" ? el("span", { class: "dim" }, ` ${data.entities[one.owner].label}`) : null),
    [one.pages, found, ...held.map((role) => counts[role])].map((number) => el("td", { class: "number" }, number ? number.toLocaleString("en") : "")),
    el("td", {}, source(one)));
}

function source(one) {
  if (!one.known.origins) return el("span", { class: "tag ent-unknown" }, "not in the catalog");
  const [first] = one.known.origins;
  return el("span", { class: "dim" }, first ? LAYERS[first[0]] : "");
}

/* The page of an entity */

function page(one) {
  const number = numbers.get(one.id);
  const versions = data.entities.map((_, other) => other).filter((other) => data.entities[other].owner === number);
  const frequency = one.count ? `Mentioned ${few(one.count, "time")} on ${few(one.pages, "page")}${one.samples ? `, in ${few(one.samples, "sample")}` : ""}.` : "Not mentioned in this tree.";
  const head = el("header", { class: "ent-head" },
    el("p", { class: "ent-crumbs" }, el("a", { href: "#/entities" }, "Entities"), " / ", el("a", { href: checker.route("entities", "", { kind: one.kind }) }, KINDS[one.kind]), one.owner >= 0 ? [" / ", ref(one.owner)] : null),
    el("h3", { class: "ent-title" }, one.label, " ", el("span", { class: "tag" }, KIND[one.kind]), " ", one.known.channel ? el("span", { class: "tag" }, one.known.channel === "ga" ? "GA" : "preview") : null, one.known.origins ? null : el("span", { class: "tag ent-unknown" }, "not in the catalog")),
    el("p", { class: "dim" }, frequency, " ", el("a", { href: checker.route("graph", one.id) }, "Show in the graph")));
  const side = [knowledge(one), one.kind === "model" ? pinned(versions) : null, missing(number), findings(one), neighbours(one)].filter(Boolean);
  const parts = [head];
  if (one.kind === "service") parts.push(el("section", { class: "card", "aria-labelledby": "ent-versions" }, el("h4", { id: "ent-versions" }, "API versions over time"), timeline(number, true)));
  parts.push(el("div", { class: "ent-columns" }, el("div", { class: "ent-main" }, one.roles.length ? one.roles.map((role) => spots(role)) : el("p", { class: "empty" }, "Not mentioned on any page; only in the catalog.")), el("aside", { class: "ent-side", "aria-label": "Details" }, side)));
  return parts;
}

function spots(role) {
  const id = `ent-role-${role.role}`;
  return el("section", { class: "card", "aria-labelledby": id },
    el("h4", { id }, `${role.role[0].toUpperCase()}${role.role.slice(1)} `, el("span", { class: "badge" }, role.count.toLocaleString("en")), " ", el("span", { class: "dim ent-about" }, DESCRIPTIONS[role.role])),
    some(byPage(role.shown), ([path, lines]) => el("li", {}, at(data.paths[path], 0), el("ol", { class: "ent-lines" }, lines.map(spot))), 20, "ul", { class: "ent-spots" }),
    role.left ? el("p", { class: "dim" }, `${role.left.toLocaleString("en")} more, on ${role.pages === 1 ? "this page" : `${few(role.pages, "page")} in total`}.`) : null);
}

function byPage(shown) {
  const pages = new Map();
  for (const [number, ...marks] of shown) {
    const [path] = data.lines[number];
    if (!pages.has(path)) pages.set(path, []);
    pages.get(path).push([number, marks]);
  }
  return [...pages];
}

function spot([number, marks]) {
  const [path, line, text] = data.lines[number];
  return el("li", {}, at(data.paths[path], line, String(line)), el("code", {}, marked(text, marks)));
}

/** Return a text with its marks, whose offsets count code points, not UTF-16 units. */
function marked(text, marks) {
  const characters = Array.from(text);
  const parts = [];
  let end = 0;
  const pairs = [];
  for (let index = 0; index < marks.length; index += 2) pairs.push([marks[index], marks[index + 1]]);
  for (const [start, stop] of pairs.sort((one, other) => one[0] - other[0])) {
    if (start < end) continue;
    parts.push(characters.slice(end, start).join(""), el("mark", {}, characters.slice(start, stop).join("")));
    end = stop;
  }
  return [...parts, characters.slice(end).join("")];
}

function card(id, title, ...content) {
  return el("section", { class: "card", "aria-labelledby": id }, el("h4", { id }, title), content);
}

function origin([layer, source, date]) {
  const match = layer === "tree" || layer === "use" ? /^(.*):(\d+)$/.exec(source) : null;
  return [el("span", { class: "tag" }, LAYERS[layer]), " ", match && data.paths.includes(match[1]) ? at(match[1], Number(match[2])) : el("span", {}, source), date ? el("span", { class: "dim" }, ` as of ${date}`) : null];
}

function retires(retirement) {
  const by = retirement.replacement ? [", replaced by ", numbers.has(`model:${retirement.replacement}`) ? ref(numbers.get(`model:${retirement.replacement}`)) : el("span", { class: "mono" }, retirement.replacement)] : null;
  const { day, floor } = retirement;
  const when = day ? ["Retirement date ", el("time", { datetime: day }, day)] : floor ? ["Retires no earlier than ", el("time", { datetime: floor }, floor)] : ["Retirement date unknown"];
  return [when, by];
}

function knowledge(one) {
  const known = one.known;
  if (!known.origins) return card("ent-known", "In the catalog", el("p", { class: "dim" }, "It is not in a table of this tree, a catalog file or the bundled catalog."));
  return card("ent-known", "In the catalog",
    known.retirement ? el("p", { class: "ent-lifecycle" }, retires(known.retirement), known.retirement.source.length ? el("span", { class: "ent-from" }, origin(known.retirement.source)) : null) : null,
    known.historic ? el("p", {}, "Listed for history only.") : null,
    el("ul", { class: "ent-plain" }, known.origins.map((one) => el("li", {}, origin(one)))),
    known.more ? el("p", { class: "dim" }, `and ${few(known.more, "more source")}`) : null,
    ["hosts", "paths", "clients"].map((key) => (known[key] ? el("p", { class: "ent-recognised" }, el("span", { class: "dim" }, `${key}: `), known[key].map((text, number) => [number ? ", " : "", el("code", {}, text)])) : null)));
}

function pinned(versions) {
  if (!versions.length) return null;
  return card("ent-pinned", "Versions", el("ul", { class: "ent-plain" }, versions.map((number) => {
    const one = data.entities[number];
    return el("li", {}, ref(number, one.id.split("@").pop()), el("span", { class: "dim" }, ` ${one.count ? few(one.pages, "page") : "not mentioned"}`), one.known.retirement ? el("span", { class: "ent-from" }, retires(one.known.retirement)) : null);
  })));
}

function findings(one) {
  if (!one.findings.length) return null;
  const listed = checker.data("findings");
  const wanted = { model: { model: one.id.slice("model:".length) }, api: { version: one.label } }[one.kind];
  const items = one.findings.map((number) => listed && listed.fingerprints[number]).filter(Boolean);
  return card("ent-findings", ["Findings ", el("span", { class: "badge" }, (one.findings.length + one.findings_left).toLocaleString("en"))],
    some(items, (fingerprint) => {
      const node = checker.findings && checker.findings.node(fingerprint);
      const text = (name) => (node && node.querySelector(name) ? node.querySelector(name).textContent : "");
      return el("li", {}, el("a", { href: checker.route("findings", fingerprint) }, text(".message") || fingerprint), el("span", { class: "dim ent-from" }, text(".where .path"), " ", text(".severity")));
    }, 6, "ul", { class: "ent-plain" }),
    wanted ? el("p", {}, el("a", { href: checker.route("findings", "", wanted) }, "Show all in the list of findings")) : null);
}

function neighbours(one) {
  if (!one.near.length) return null;
  const most = Math.max(...one.near.map(([, pages, samples]) => pages + samples));
  return card("ent-near", "On the same pages",
    el("table", { class: "ent-near" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Entity"), el("th", { scope: "col", class: "number" }, "pages"), el("th", { scope: "col", class: "number" }, "samples"), el("th", { scope: "col" }, el("span", { class: "sr-only" }, "weight")))),
      el("tbody", {}, one.near.map(([number, pages, samples]) => el("tr", {}, el("th", { scope: "row" }, ref(number, named(data.entities[number]))), el("td", { class: "number" }, pages), el("td", { class: "number" }, samples || ""),
        el("td", {}, el("svg:svg", { class: "ent-bar", viewBox: "0 0 40 8", width: 40, height: 8, "aria-hidden": "true" }, el("svg:rect", { width: Math.max(2, (40 * (pages + samples)) / most), height: 8, rx: 2 }))))))),
    one.near_left ? el("p", { class: "dim" }, `and ${few(one.near_left, "more")}`.replace(/mores$/, "more")) : null);
}

/** Return where a model is missing, from its row of the matrix. */
function missing(number) {
  const cells = rowOf(number);
  if (!cells) return null;
  const gaps = cells.map((cell, column) => [cell, data.matrix.columns[column]]).filter(([cell]) => cell[0] === "lacks" || cell[0] === "some");
  if (!gaps.length) return null;
  return card("ent-missing", "Missing from", el("ul", { class: "ent-plain" }, gaps.map(([cell, column]) => el("li", {}, at(data.paths[column.page], 0, column.title), " ", el("span", { class: "tag" }, SORTS[column.sort][0]),
    cell[0] === "some" ? el("span", { class: "dim ent-from" }, `not in ${without(cell, column).join(", ")}`) : null))), el("p", {}, el("a", { href: "#/entities/matrix" }, "Show the matrix")));
}

/* Timelines of API versions */

function versionsOf(service) {
  return data.entities.map((_, number) => number).filter((number) => data.entities[number].owner === service && data.entities[number].kind === "api");
}

function timelines() {
  const services = data.entities.map((_, number) => number).filter((number) => data.entities[number].kind === "service");
  services.sort((one, other) => data.entities[other].count - data.entities[one].count || one - other);
  if (!services.length) return [el("p", { class: "empty" }, "The pages mention no API versions.")];
  return [el("p", { class: "dim" }, "Each mark is an API version at its date: circles above the line are generally available, squares below it are previews. The longer the stem, the more pages mention it. Hollow marks are not mentioned, crosses are not in the catalog. The table has the same data."),
    ...services.map((number) => el("section", { class: "card", "aria-labelledby": `ent-time-${number}` }, el("h3", { id: `ent-time-${number}` }, ref(number), " ", el("span", { class: "badge" }, few(versionsOf(number).length, "version"))), timeline(number, false)))];
}

const dayOf = (label) => {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?!\d)/.exec(label);
  const time = match ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) : NaN;
  return Number(match && match[1]) >= 2000 && Number(match[1]) < 2100 ? time : NaN;
};
const isPreview = (one) => (one.known.channel || (one.label.split("-").length > 3 ? "preview" : "ga")) === "preview";

function timeline(service, open) {
  const rank = (number) => [Number(Number.isNaN(dayOf(data.entities[number].label))), -dayOf(data.entities[number].label) || 0, number];
  const all = versionsOf(service).sort((one, other) => rank(one).reduce((order, value, index) => order || value - rank(other)[index], 0));
  const dated = all.filter((number) => !Number.isNaN(dayOf(data.entities[number].label)));
  const table = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `API versions of ${data.entities[service].label}, table` }, versionTable(all));
  return [dated.length ? el("div", { class: "scroll ent-time", tabindex: "0", role: "region", "aria-label": `API versions of ${data.entities[service].label} over time` }, drawing(service, dated)) : null,
    open ? table : el("details", {}, el("summary", {}, "As a table"), table)];
}

function versionTable(all) {
  const rows = some(all, (number) => {
    const one = data.entities[number];
    const pages = [...new Set(one.roles.flatMap((role) => role.shown.map(([line]) => data.lines[line][0])))].sort((a, b) => a - b);
    return el("tr", { class: one.count ? "" : "ent-quiet" }, el("th", { scope: "row" }, ref(number)), el("td", {}, isPreview(one) ? "preview" : Number.isNaN(dayOf(one.label)) ? "" : "GA"), el("td", { class: "number" }, one.pages || ""),
      el("td", {}, one.roles.map((role) => `${role.role} ${role.count}`).join(", ")),
      el("td", { class: "ent-pages" }, pages.slice(0, 4).map((path, order) => [order ? ", " : "", at(data.paths[path], 0, file(data.paths[path]))]), one.pages > 4 ? [", ", el("a", { href: checker.route("entities", one.id) }, `${one.pages - Math.min(4, pages.length)} more`)] : null), el("td", {}, source(one)));
  }, 40, "tbody");
  const [body, more] = Array.isArray(rows) ? rows : [rows, null];
  return [el("table", { class: "ent-table" }, el("thead", {}, el("tr", {}, ["Version", "Channel", "Pages", "Roles", "On", "Source"].map((text) => el("th", { scope: "col", class: text === "Pages" ? "number" : "" }, text)))), body), more];
}

function drawing(service, dated) {
  const room = document.getElementById("view-entities").clientWidth || 1000;
  const [width, edge, middle, reach] = [Math.max(320, Math.min(1000, room - 60)), 60, 92, 58];
  const times = dated.map((number) => dayOf(data.entities[number].label));
  const first = new Date(Math.min(...times)).getUTCFullYear();
  const last = new Date(Math.max(...times)).getUTCFullYear() + 1;
  const [start, end] = [Date.UTC(first, 0, 1), Date.UTC(last, 0, 1)];
  const x = (time) => edge + ((width - 2 * edge) * (time - start)) / (end - start);
  const most = Math.max(1, ...dated.map((number) => data.entities[number].pages));
  const parts = [];
  const every = Math.ceil((last - first) / Math.max(3, (width - 2 * edge) / 64));
  for (let year = first; year <= last; year += every) {
    const place = x(Date.UTC(year, 0, 1));
    parts.push(el("svg:line", { class: "ent-grid", x1: place, x2: place, y1: 8, y2: 176 }), el("svg:text", { class: "ent-year", x: place, y: 192, "text-anchor": "middle" }, year));
  }
  parts.push(el("svg:line", { class: "ent-axis", x1: edge, x2: width - edge, y1: middle, y2: middle }), el("svg:text", { class: "ent-lane", x: 2, y: middle - 10 }, "GA"), el("svg:text", { class: "ent-lane", x: 2, y: middle + 20 }, "preview"));
  const taken = [[], []];
  for (const number of [...dated].sort((one, other) => data.entities[other].pages - data.entities[one].pages || one - other)) {
    const one = data.entities[number];
    const low = isPreview(one);
    const place = x(dayOf(one.label));
    const length = one.pages ? 12 + (reach - 12) * Math.sqrt(one.pages / most) : 10;
    const y = low ? middle + length : middle - length;
    const odd = !one.known.origins;
    const shape = odd ? el("svg:path", { d: `M${place - 6} ${y - 6}l12 12m0 -12l-12 12` }) : low ? el("svg:rect", { x: place - 4.5, y: y - 4.5, width: 9, height: 9 }) : el("svg:circle", { cx: place, cy: y, r: 5 });
    const label = low ? one.label.slice(0, 10) : one.label;
    const free = one.pages && taken[Number(low)].every((other) => Math.abs(other - place) > 72);
    if (free) taken[Number(low)].push(place);
    parts.push(el("svg:g", { class: `ent-mark ${odd ? "ent-odd" : low ? "ent-preview" : "ent-ga"} ${one.pages ? "" : "ent-none"}`, on: { click: () => checker.go("entities", one.id) } },
      el("svg:title", {}, `${one.label}: ${one.pages ? few(one.pages, "page") : "not mentioned"}${odd ? ", not in the catalog" : ""}`), el("svg:line", { x1: place, x2: place, y1: middle, y2: y }), shape,
      free ? el("svg:text", { x: Math.min(width - 32, Math.max(32, place)), y: low ? y + 19 : y - 10, "text-anchor": "middle" }, label) : null));
  }
  const summary = `${few(dated.length, "API version")} of ${data.entities[service].label} from ${first} to ${last - 1}; the table has the same data.`;
  return el("svg:svg", { class: "ent-timeline", viewBox: `0 0 ${width} 198`, role: "img", "aria-label": summary }, parts);
}

/* The matrix */

const SORTS = {
  models: ["models", "Tables of models"],
  retirement: ["retirement", "Retirement tables"],
  quota: ["quota", "Quota tables"],
  matrix: ["regions", "Region tables"],
  quickstart: ["quickstart", "Quickstarts"],
  variants: ["variants", "Variants of a page"],
};
const rowOf = (number) => {
  for (const group of data.matrix.groups) for (const [entity, cells] of group.rows) if (entity === number) return cells;
  return null;
};
const without = (cell, column) => column.members.filter((_, number) => !cell[2].includes(number));

function matrix() {
  const { columns, groups } = data.matrix;
  if (!columns.length || !groups.length) return [el("p", { class: "empty" }, "No table of this tree declares models, and no quickstart uses any.")];
  const spans = [];
  for (const column of columns) {
    if (spans.length && spans[spans.length - 1][0] === column.sort) spans[spans.length - 1][1] += 1;
    else spans.push([column.sort, 1]);
  }
  const table = el("table", { class: "ent-matrix" },
    el("caption", { class: "sr-only" }, "Which models are in which tables and quickstarts"),
    el("colgroup", {}), spans.map(([, span]) => el("colgroup", { span })),
    el("thead", {},
      el("tr", {}, el("td", { class: "ent-corner" }), spans.map(([sort, span]) => el("th", { scope: "colgroup", colspan: span }, SORTS[sort][1]))),
      el("tr", {}, el("td", { class: "ent-corner" }), columns.map((column) => el("th", { scope: "col", title: column.about, class: "ent-upright" }, el("span", {}, at(data.paths[column.page], 0, briefly(column.title))))))),
    groups.map((group) => el("tbody", {},
      el("tr", { class: "ent-sort" }, el("th", { scope: "rowgroup", colspan: columns.length + 1 }, `${group.title[0].toUpperCase()}${group.title.slice(1)} models`)),
      group.rows.map(([number, cells]) => el("tr", {}, el("th", { scope: "row" }, ref(number)), cells.map((cell, order) => cellOf(cell, columns[order])))))));
  return [
    el("ul", { class: "ent-legend" }, [["has", "●", "included"], ["some", "2/3", "in some variants"], ["lacks", "✕", "missing"], ["open", "–", "not included, which may be right"], ["other", "·", "about other kinds of models"]].map(([state, sign, text]) => el("li", {}, el("span", { class: `ent-cell ent-${state}`, "aria-hidden": "true" }, sign), " ", text))),
    el("div", { class: "scroll card ent-wide", tabindex: "0", role: "region", "aria-label": "Matrix of models" }, table),
    left(),
    gaps(),
  ].filter(Boolean);
}

/** Cut a path in its middle, so that it fits above a column: similar ones differ at the start, or at the end. */
function briefly(path) {
  const characters = Array.from(path);
  return characters.length > UPRIGHT ? `${characters.slice(0, 12).join("")}…${characters.slice(13 - UPRIGHT).join("")}` : path;
}

function left() {
  const { tables_left, quickstarts_left, rows_left } = data.matrix;
  const parts = [[tables_left, "table"], [quickstarts_left, "quickstart"], [rows_left, "model"]].filter(([number]) => number).map(([number, noun]) => few(number, noun));
  return parts.length ? el("p", { class: "dim" }, `Not shown: ${parts.join(", ")}.`) : null;
}

function cellOf(cell, column) {
  const [state, line] = cell;
  const label = { has: "included", some: `not in ${state === "some" ? without(cell, column).join(", ") : ""}`, lacks: "missing", open: "not included", other: "" }[state];
  const sign = { has: "●", some: state === "some" ? `${cell[2].length}/${column.members.length}` : "", lacks: "✕", open: "–", other: "·" }[state];
  const shown = [el("span", { "aria-hidden": "true" }, sign), el("span", { class: "sr-only" }, label)];
  return el("td", { class: `ent-cell ent-${state}`, title: label || null }, line ? el("a", { href: at(data.paths[column.page], line).getAttribute("href") }, shown) : shown);
}

/** Return a list of missing models by table and quickstart. */
function gaps() {
  const { columns, groups } = data.matrix;
  const rows = groups.flatMap((group) => group.rows);
  const incomplete = columns.map((column, order) => [column, rows.filter(([, cells]) => cells[order][0] === (isTable(column) ? "lacks" : "some"))]).filter(([, some]) => some.length);
  const quick = columns.map((column, order) => [column, order]).filter(([column]) => column.sort === "quickstart");
  const idle = quick.length ? rows.filter(([, cells]) => quick.every(([, order]) => cells[order][0] === "other") && columns.some((column, order) => column.sort === "models" && cells[order][0] === "has")) : [];
  if (!incomplete.length && !idle.length) return el("p", { class: "empty" }, "Nothing is missing: every table includes every model that it should.");
  return el("section", { class: "card ent-gaps", "aria-labelledby": "ent-gaps" }, el("h3", { id: "ent-gaps" }, "Missing models"),
    el("dl", {}, incomplete.map(([column, some]) => [el("dt", {}, at(data.paths[column.page], 0, column.about), " ", el("span", { class: "tag" }, SORTS[column.sort][0])),
      el("dd", {}, some.map(([number, cells], order) => [order ? ", " : "", ref(number), isTable(column) ? null : el("span", { class: "dim" }, ` (not in ${without(cells[columns.indexOf(column)], column).join(", ")})`)]))]),
    idle.length ? [el("dt", {}, "In no quickstart"), el("dd", {}, idle.map(([number], order) => [order ? ", " : "", ref(number)]))] : null));
}

const isTable = (column) => ["models", "retirement", "quota", "matrix"].includes(column.sort);

/** When printing, show the index if the view was never opened. */
function print() {
  const place = document.querySelector("[data-entities]");
  if (place && !place.children.length) index(place, "", new URLSearchParams());
}

checker.views.entities = { needs: ["findings", "triage", "pages", "entities"], ready, show, print };
checker.key({ key: "/", label: "Search", view: "entities", run: () => {
  const search = document.querySelector("#view-entities input[type=search]");
  if (search) search.select();
  return Boolean(search);
} });
