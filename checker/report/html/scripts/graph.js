// The graph: a map of clusters to start from, and the neighbourhood of an entity, a page or a cluster.
const { el } = checker;
const { around, firstRing, secondRing, namesOf, spelled, briefly } = checker.graph;
const KIND = { model: "model", version: "model version", api: "API version", service: "service", page: "page", folder: "folder", cluster: "cluster", more: "more" };
const [PILL, TALL] = [196, 40];
/** The width and height of a cluster in a wide picture, and in the two columns of a narrow one. */
const [BOX, NARROW_BOX] = [[232, 84], [168, 60]];
const [SECOND, ROWS, STEP] = [12, 12, 50];
/** The smallest scale at which a picture is shown whole: below it, names cannot be read. */
const LEAST = 0.6;
let data = null;
let nodes = null;
let trail = [];
let view = null;
let drag = null;

const address = (one) => checker.route("graph", one.id);
const count = (number, noun) => checker.count(number, noun);

/* Layout */

/** Place the first ring: around the centre in a wide picture, else in two columns below it. */
function placeFirst(ring, wide) {
  if (wide) for (const sign of [1, -1]) side(ring.filter((_, index) => index % 2 === Number(sign < 0)), sign, 270, 130);
  else ring.forEach((item, index) => Object.assign(item, { x: index % 2 ? 84 : -84, y: 76 + Math.floor(index / 2) * STEP, wide: 158 }));
}

/** Return the part of the second ring that fits, each item on the side of what leads to it, and "more" for the rest. */
function placeSecond({ group, items }, ring) {
  const sides = [[], []];
  for (const item of items) {
    const pull = item.to.reduce((sum, index) => sum + Math.sign(ring[index].x), 0);
    const away = pull === 0 ? Number(sides[0].length > sides[1].length) : Number(pull < 0);
    if (sides[away].length < SECOND / 2) sides[away].push(item);
  }
  let left = group ? group.items.length - sides[0].length - sides[1].length : 0;
  if (left && sides[0].length + sides[1].length) {
    const least = sides[0].length <= sides[1].length ? sides[0] : sides[1];
    if (least.length === SECOND / 2) left += Number(Boolean(least.pop()));
    least.push({ node: null, text: group.title, to: [], group, more: left });
  }
  sides.forEach((some, at) => {
    const sign = at ? -1 : 1;
    for (const item of some) {
      item.to = item.to.filter((index) => Math.sign(ring[index].x) === sign).slice(0, 4);
      item.mean = item.to.length ? item.to.reduce((sum, index) => sum + ring[index].y, 0) / item.to.length : 1e4;
    }
    side(some.sort((one, other) => one.mean - other.mean), sign, 550, 430);
  });
  return sides.flat();
}

function side(items, sign, far, near) {
  const reach = (items.length * STEP) / 2 + 60;
  items.forEach((item, index) => {
    item.y = (index - (items.length - 1) / 2) * STEP;
    item.x = sign * (near + (far - near) * Math.sqrt(1 - (item.y / reach) ** 2));
    item.wide = PILL;
  });
}

/* Drawing */

const SHAPES = {
  model: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
  version: "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
  api: "M0-6L6 0L0 6L-6 0z",
  service: "M-5.2-3L0-6L5.2-3V3L0 6L-5.2 3z",
  page: "M-4.5-6H2L4.5-3.5V6H-4.5z",
  folder: "M-6-4.5H-1.5L0-3H6V5H-6z",
  cluster: "M-6 3a3 3 0 1 0 6 0a3 3 0 1 0-6 0zM0 3a3 3 0 1 0 6 0a3 3 0 1 0-6 0zM-3-3a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
  more: "M-6 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0zM-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0zM3 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0z",
};

const pen = document.createElement("canvas").getContext("2d");

/** Cut a text in the middle, where names of siblings are most alike, to a width in pixels in a font. */
function cut(text, width, font = "13px") {
  const characters = Array.from(checker.printable(text)).slice(0, 400);
  pen.font = `${font} ${getComputedStyle(document.body).fontFamily}`;
  const wide = (kept) => pen.measureText(kept).width > width;
  if (!wide(characters.join(""))) return characters.join("");
  const shorter = (most) => `${characters.slice(0, Math.ceil(most / 2)).join("")}…${characters.slice(characters.length - Math.floor(most / 2)).join("")}`;
  let [low, high] = [2, characters.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (wide(shorter(middle))) high = middle - 1;
    else low = middle;
  }
  return shorter(low);
}

/** Draw a node as a pill: a link to the node, or a button that opens its part of the list. */
function pill({ node, text, x, y, wide = PILL, more, folder, group }, centre = false, beside = null) {
  const kind = node ? node.kind : more ? "more" : "folder";
  const label = node ? (node.sort === "entity" ? briefly(node, beside) : node.label) : more ? `${more.toLocaleString("en")} more` : folder || "/";
  const room = wide - 43;
  const title = `${KIND[kind]} ${node && node.path ? node.path : label}${text ? `, ${text}` : ""}`;
  const children = [
    el("svg:title", {}, title),
    el("svg:rect", { x: -wide / 2, y: -TALL / 2, width: wide, height: TALL, rx: ["page", "folder", "more"].includes(kind) ? 6 : TALL / 2 }),
    el("svg:path", { class: "graph-shape", d: SHAPES[kind], transform: `translate(${-wide / 2 + 17} 0)` }),
    el("svg:text", { "aria-hidden": "true", x: -wide / 2 + 31, y: text ? -2 : 4.5 }, cut(label, room, centre ? "600 13px" : "13px")),
    text ? el("svg:text", { "aria-hidden": "true", class: "graph-detail", x: -wide / 2 + 31, y: 12.5 }, cut(text, room, "11px")) : null,
  ];
  if (node && node.found) children.push(el("svg:circle", { class: "graph-found", cx: wide / 2 - 8, cy: -TALL / 2 + 3, r: 5 }));
  const place = { transform: `translate(${Math.round(x)} ${Math.round(y)})`, class: `graph-node graph-${kind}${centre ? " graph-centre" : ""}` };
  if (centre) return el("svg:g", place, children);
  const go = node ? {} : { on: { click: (event) => { event.preventDefault(); unfold(group, folder); } } };
  return el("svg:g", place, el("svg:a", { href: node ? address(node) : "#graph-list", ...go }, children));
}

function curve(from, to, weight, kind = "") {
  const [x1, x2] = [from.x + Math.sign(to.x - from.x) * (from.wide / 2), to.x - Math.sign(to.x - from.x) * (to.wide / 2)];
  const middle = (x1 + x2) / 2;
  return el("svg:path", { class: `graph-edge ${kind}`, d: `M${Math.round(x1)} ${Math.round(from.y)}C${Math.round(middle)} ${Math.round(from.y)} ${Math.round(middle)} ${Math.round(to.y)} ${Math.round(x2)} ${Math.round(to.y)}`, "stroke-width": Math.min(4, 1 + Math.log2(1 + weight) / 2).toFixed(1) });
}

function stem(to) {
  return el("svg:path", { class: "graph-edge", d: `M0 ${TALL / 2}C0 ${to.y - 34} ${Math.sign(to.x) * 4} ${to.y} ${to.x - Math.sign(to.x) * (to.wide / 2)} ${to.y}`, "stroke-width": 1.5 });
}

/** Return how many rings fit into a picture of a width; for none, neighbours are in columns. */
function rings(width) {
  return width >= 880 || !width ? 2 : width >= 640 ? 1 : 0;
}

function neighbourhood(node, groups, wide) {
  const ring = firstRing(groups);
  placeFirst(ring, wide);
  const outer = wide > 1 ? placeSecond(secondRing(groups, ring), ring) : [];
  const centre = { node, text: node.kind === "cluster" ? count(node.size, "page") : KIND[node.kind], x: 0, y: 0, wide: wide ? 208 : 250 };
  const edges = wide ? ring.map((item) => curve(centre, item, item.weight)) : ring.map(stem);
  for (const item of outer) for (const index of item.to) edges.unshift(curve(ring[index], item, 1, "graph-weak"));
  return { parts: [el("svg:g", {}, edges), pill(centre, true), ring.map((item) => pill(item, false, node)), outer.map((item) => pill(item))], all: [centre, ...ring, ...outer], tall: TALL };
}

/** Draw the map: in a narrow picture in two columns, without the lines that would cross them. */
function wholeMap(wide) {
  const whole = data.map.whole;
  const [boxWide, boxTall] = wide ? BOX : NARROW_BOX;
  const [across, down] = whole ? [PILL + 12, STEP] : [boxWide + 12, boxTall + 10];
  const at = data.map.nodes.map(([name, x, y]) => {
    const [sort, number] = name.split(":");
    const node = { cluster: nodes.clusters, page: nodes.pages, entity: nodes.entities }[sort][Number(number)];
    return { node, x, y, wide: whole ? PILL : boxWide, text: whole ? (node.sort === "page" ? node.folder : KIND[node.kind]) : "" };
  });
  if (!wide) at.forEach((item, index) => Object.assign(item, { x: (index % 2) * across, y: Math.floor(index / 2) * down }));
  const edges = !wide ? [] : data.map.edges.map(([one, other, weight]) => el("svg:line", { class: "graph-edge", x1: at[one].x, y1: at[one].y, x2: at[other].x, y2: at[other].y, "stroke-width": 1 + weight / 2 }));
  return { parts: [el("svg:g", {}, edges), at.map((item) => (whole ? pill(item) : box(item, boxTall)))], all: at, tall: whole ? TALL : boxTall };
}

function box({ node, x, y, wide }, tall) {
  const shown = namesOf(node);
  const held = node.members.filter((one) => one.on.length).length;
  const sizes = `${count(node.size, "page")}${held ? `, ${held.toLocaleString("en")} ${held === 1 ? "entity" : "entities"}` : ""}`;
  const left = -wide / 2 + (wide < BOX[0] ? 10 : 16);
  const title = `cluster of ${sizes}: ${shown.join(", ")}${node.folder ? `, mostly in ${node.folder}` : ""}`;
  const line = (name, y, text, font) => el("svg:text", { "aria-hidden": "true", class: name, x: left, y }, cut(text, -2 * left, font));
  const below = node.folder && tall === BOX[1];
  const lines = shown.length + 1 + Number(Boolean(below));
  const first = 12 - lines * 8.5; // centred
  return el("svg:g", { class: "graph-node graph-cluster graph-box", transform: `translate(${x} ${y})` }, el("svg:a", { href: address(node) },
    el("svg:title", {}, title),
    el("svg:rect", { x: -wide / 2, y: -tall / 2, width: wide, height: tall, rx: tall / 6 }),
    shown.map((text, index) => line("graph-name", first + 17 * index, text, "600 13px")),
    line("graph-detail", first + 17 * shown.length, sizes, "11px"),
    below ? line("graph-detail", first + 17 * (shown.length + 1), node.folder, "11px") : null));
}

/* The view: URL, picture, list */

const part = (name) => document.querySelector(`#view-graph [data-graph-${name}]`);

function ready() {
  data = checker.data("graph");
  if (!data || !data.given) return;
  nodes = checker.graph.read(data);
  controls();
}

function show(rest) {
  if (!nodes) return;
  const node = nodes.byId.get(rest) || null;
  const inside = part("picture").contains(document.activeElement);
  const groups = node ? around(node) : [];
  const wide = rings(part("picture").clientWidth);
  walked(node);
  const drawn = node ? neighbourhood(node, groups, wide) : wholeMap(wide);
  legend(drawn);
  part("title").replaceChildren(...title(node, groups));
  picture(drawn, node, wide); // as tall as the title and the legend leave room for
  part("list").replaceChildren(...(node ? groups.map(listed) : mapList()));
  if (!part("found").hidden) part("search").value = "";
  part("found").hidden = true;
  if (node) document.title = `${node.label} – ${document.title}`;
  if (rest && !node) checker.say("This node is not in the graph; showing the map.");
  if (inside) part("picture").focus({ preventScroll: true });
  if (node) checker.say(`${KIND[node.kind]} ${node.label}: ${groups.map((group) => `${group.title}, ${group.items.length}`).join("; ") || "no neighbors"}`);
}

function walked(node) {
  const known = node ? trail.indexOf(node) : -1;
  if (!node) trail = [];
  else if (known >= 0) trail = trail.slice(0, known + 1);
  else trail = [...trail, node].slice(-5);
  part("trail").replaceChildren(...(node ? [el("a", { href: "#/graph" }, "Map"), ...trail.slice(0, -1).map((one) => [" / ", el("a", { href: address(one) }, cut(one.label, 180))]), " / ", cut(node.label, 260)] : [summary()]).flat());
}

function summary() {
  const held = nodes.entities.filter((one) => one.on.length).length;
  const connected = nodes.pages.length - data.unconnected;
  const entities = `${held.toLocaleString("en")} ${held === 1 ? "entity" : "entities"}`;
  const sizes = `${count(connected, "page")} and ${entities}`;
  const loose = data.unconnected ? `; ${count(data.unconnected, "unconnected page")}` : "";
  return data.map.whole ? sizes + loose : `${sizes} in ${count(nodes.clusters.length, "cluster")}${loose}`;
}

function title(node, groups) {
  if (!node) return [el("h3", {}, data.map.whole ? "The whole tree" : "Clusters"), el("p", { class: "dim" }, data.map.whole ? "Pages and what they mention. Select a node to see its neighbors." : "Linked pages, and what is mentioned on the same pages, are grouped. The thicker a line, the stronger the connection. Select a cluster to open it.")];
  const links = node.sort === "entity" ? [el("a", { href: checker.route("entities", node.id) }, "Details")] : node.sort === "page" && node.found ? [el("a", { href: checker.route("pages", node.path) }, `Source with ${count(node.found, "finding")}`)] : [];
  const home = node.cluster >= 0 && !data.map.whole ? [links.length ? " · " : "", el("a", { href: address(nodes.clusters[node.cluster]) }, "Cluster")] : [];
  const where = node.sort === "page" ? node.path : node.sort === "cluster" && node.folder ? `mostly in ${node.folder}` : "";
  return [el("h3", {}, node.sort === "entity" ? spelled(node) : node.label, " ", el("span", { class: "tag" }, KIND[node.kind])), where ? el("p", { class: "dim mono" }, where) : null, el("p", {}, links, home), groups.length ? null : el("p", { class: "dim" }, "It is not connected to anything.")].filter(Boolean);
}

function listed(group, order) {
  const id = `graph-group-${order}`;
  const heading = el("h4", { id, tabindex: "-1" }, group.title, " ", el("span", { class: "badge" }, group.items.length.toLocaleString("en")));
  group.heading = heading;
  const held = el("ul", {}, group.items.slice(0, ROWS).map(entry));
  const section = el("section", { class: "card", "aria-labelledby": id }, heading, held);
  group.open = () => {
    if (held.children.length < group.items.length) held.append(...group.items.slice(held.children.length).map(entry));
    if (group.button) group.button.remove();
  };
  if (group.items.length > ROWS) {
    group.button = el("button", { type: "button", on: { click: () => { const at = held.children.length; group.open(); held.children[at].querySelector("a").focus(); } } }, `Show ${(group.items.length - ROWS).toLocaleString("en")} more`);
    section.append(group.button);
  }
  return section;
}

function entry({ node, text }) {
  return el("li", { data: { folder: node.folder ?? "" } }, mark(node.kind), el("span", {}, el("a", { href: address(node), title: node.path || null }, node.sort === "entity" ? spelled(node) : node.label), text ? el("span", { class: "dim" }, ` ${text}`) : null));
}

function mark(kind) {
  return el("svg:svg", { class: `graph-mark graph-${kind}`, viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true" }, el("svg:path", { class: "graph-shape", d: SHAPES[kind] }));
}

function legend(drawn) {
  const kinds = [...new Set(drawn.all.map(({ node, more }) => (node ? node.kind : more ? "more" : "folder")))].filter((kind) => kind !== "more");
  const found = drawn.all.some(({ node }) => node && node.sort === "page" && node.found);
  const dot = el("svg:svg", { viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true" }, el("svg:circle", { class: "graph-found", r: 5 }));
  part("legend").replaceChildren(...kinds.map((kind) => el("li", {}, mark(kind), KIND[kind])), found ? el("li", {}, dot, "has findings") : "");
}

/** Open a group's list, at a folder if given, and focus it. */
function unfold(group, folder) {
  group.open();
  const items = [...group.heading.parentElement.querySelectorAll("li")];
  const first = folder === undefined ? items[Math.min(ROWS, items.length - 1)] : items.find((one) => one.dataset.folder === folder);
  for (const one of items) one.classList.toggle("graph-lit", folder !== undefined && one.dataset.folder === folder);
  const link = first && first.querySelector("a");
  (link || group.heading).focus();
}

function mapList() {
  const groups = data.map.whole
    ? [{ title: "Entities", items: nodes.entities.filter((one) => one.on.length).map((node) => ({ node, text: count(node.on.length, "page") })) }, { title: "Pages", items: nodes.pages.filter((one) => one.cluster >= 0).map((node) => ({ node, text: node.folder })) }]
    : [{ title: "Clusters", items: nodes.clusters.map((node) => ({ node, text: `${count(node.size, "page")}${node.folder ? `, mostly in ${node.folder}` : ""}` })) }];
  groups.push({ title: "Not connected", items: nodes.pages.filter((one) => one.cluster < 0).map((node) => ({ node, text: node.folder })) });
  return groups.filter((group) => group.items.length).map(listed);
}

/* Panning and zooming, by pointer and keys */

function picture(drawn, node, wide) {
  const place = part("picture");
  const boxes = drawn.all.map((item) => [item.x - item.wide / 2, item.y - drawn.tall / 2, item.x + item.wide / 2, item.y + drawn.tall / 2]);
  const edge = 14;
  const [left, top, right, bottom] = boxes.length ? [0, 1, 2, 3].map((side) => Math[side < 2 ? "min" : "max"](...boxes.map((box) => box[side])) + (side < 2 ? -edge : edge)) : [0, 0, 100, 100];
  const svg = el("svg:svg", { role: "presentation" }, el("svg:rect", { class: "graph-ground", x: left - 9999, y: top - 9999, width: 30000, height: 30000 }), drawn.parts);
  place.setAttribute("aria-label", node ? `Picture of the neighbors of ${node.label}. Arrow keys move it, plus and minus zoom.` : "Picture of the clusters. Arrow keys move it, plus and minus zoom.");
  place.replaceChildren(svg, drawn.all.length ? "" : el("p", { class: "empty" }, "The pages mention nothing, and none links to another."));
  svg.setAttribute("height", Math.round(Math.max(300, Math.min(room(place), 720, (bottom - top) * Math.min(1.25, Math.max(LEAST, (place.clientWidth || 1000) / (right - left)))))));
  view = { svg, left, top, right, bottom, focus: drawn.all[0], scale: 1, x: 0, y: 0, wide, place };
  fit();
}

/** Return the height that is left in the window for the picture, with what is below it. */
function room(place) {
  const below = place.parentElement.lastElementChild.offsetHeight;
  return innerHeight - (place.getBoundingClientRect().top + scrollY) - below - 12;
}

function size() {
  return [Math.max(100, view.place.clientWidth), Math.max(100, view.place.clientHeight)];
}

/** Show everything, unless that is too small to read: then the centre, or the top of the columns. */
function fit() {
  const [width, height] = size();
  const [across, down] = [view.right - view.left, view.bottom - view.top];
  view.scale = Math.max(LEAST, Math.min(1.25, width / across, height / down));
  view.x = across * view.scale <= width + 1 ? (view.left + view.right) / 2 : view.focus ? view.focus.x : 0;
  view.y = down * view.scale <= height + 1 ? (view.top + view.bottom) / 2 : view.wide ? (view.focus ? view.focus.y : 0) : view.top + height / view.scale / 2;
  apply();
}

function apply() {
  const [width, height] = size();
  const [across, down] = [width / view.scale, height / view.scale];
  view.x = Math.max(view.left - across / 3, Math.min(view.right + across / 3, view.x));
  view.y = Math.max(view.top - down / 3, Math.min(view.bottom + down / 3, view.y));
  view.svg.setAttribute("viewBox", `${(view.x - across / 2).toFixed(1)} ${(view.y - down / 2).toFixed(1)} ${across.toFixed(1)} ${down.toFixed(1)}`);
}

function zoom(factor, at = null) {
  if (!view) return;
  const scale = Math.max(0.25, Math.min(3, view.scale * factor));
  if (at) {
    view.x += at[0] * (1 / view.scale - 1 / scale);
    view.y += at[1] * (1 / view.scale - 1 / scale);
  }
  view.scale = scale;
  apply();
}

function pan(x, y) {
  view.x += x / view.scale;
  view.y += y / view.scale;
  apply();
}

function controls() {
  const place = part("picture");
  const figure = place.parentElement;
  const acts = { in: () => zoom(1.25), out: () => zoom(0.8), fit };
  for (const [name, act] of Object.entries(acts)) figure.querySelector(`[data-action=${name}]`).addEventListener("click", act);
  figure.querySelector("[data-action=list]").addEventListener("click", (event) => {
    event.preventDefault();
    const link = part("list").querySelector("a");
    if (link) link.focus();
  });
  place.addEventListener("wheel", wheeled, { passive: false });
  place.addEventListener("pointerdown", (event) => event.button === 0 && (drag = { x: event.clientX, y: event.clientY, far: false, id: event.pointerId }));
  place.addEventListener("pointermove", dragged);
  for (const end of ["pointerup", "pointercancel"]) place.addEventListener(end, () => setTimeout(() => (drag = null)));
  place.addEventListener("click", (event) => { if (drag && drag.far) { event.preventDefault(); event.stopPropagation(); } }, true);
  place.addEventListener("dragstart", (event) => event.preventDefault());
  place.addEventListener("keydown", keyed);
  place.addEventListener("focusin", reached);
  part("search").addEventListener("input", searched);
  part("search").addEventListener("keydown", (event) => {
    const first = part("found").querySelector("a");
    if (event.key === "Enter" && first) { event.preventDefault(); first.click(); }
    if (event.key === "Escape") { part("search").value = ""; searched(); }
  });
  let width = 0;
  new ResizeObserver(() => {
    if (!view || !place.clientWidth || Math.abs(place.clientWidth - width) < 2) return;
    width = place.clientWidth;
    if (view.wide === rings(width)) fit();
    else show(checker.current.rest);
  }).observe(place);
}

function wheeled(event) {
  event.preventDefault();
  const box = view.place.getBoundingClientRect();
  zoom(Math.exp(-Math.max(-80, Math.min(80, event.deltaY)) / 320), [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2]);
}

function dragged(event) {
  if (!drag || event.pointerId !== drag.id) return;
  const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!drag.far && Math.hypot(x, y) < 5) return;
  if (!drag.far) view.place.setPointerCapture(event.pointerId);
  Object.assign(drag, { x: event.clientX, y: event.clientY, far: true });
  pan(-x, -y);
}

function keyed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const moves = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
  if (!moves[event.key]) return;
  event.preventDefault();
  pan(...moves[event.key]);
}

/** Scroll to a node that was focused with the keyboard. */
function reached(event) {
  const node = event.target.closest(".graph-node");
  if (!node || !event.target.matches(":focus-visible")) return;
  const [box, frame] = [node.getBoundingClientRect(), view.place.getBoundingClientRect()];
  const over = (low, high, from, to) => (low < from ? low - from - 12 : high > to ? high - to + 12 : 0);
  pan(over(box.left, box.right, frame.left, frame.right), over(box.top, box.bottom, frame.top, frame.bottom));
}

function searched() {
  const words = part("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length ? [...nodes.entities.filter((one) => one.on.length), ...nodes.pages].filter((one) => words.every((word) => `${one.id} ${one.label}`.toLowerCase().includes(word))) : [];
  part("found").hidden = !words.length;
  part("found").replaceChildren(...found.slice(0, 10).map((node) => entry({ node, text: node.sort === "page" ? node.folder : KIND[node.kind] })), ...(found.length > 10 ? [el("li", { class: "dim" }, `and ${(found.length - 10).toLocaleString("en")} more`)] : words.length && !found.length ? [el("li", { class: "dim" }, "No matches.")] : []));
}

/** Print the whole picture. */
function print() {
  if (!nodes) return;
  if (!view) show("");
  view.svg.setAttribute("viewBox", `${view.left} ${view.top} ${view.right - view.left} ${view.bottom - view.top}`);
}

checker.views.graph = { ready, show, print };
checker.key({ key: "/", label: "Go to an entity or page", view: "graph", run: () => part("search") && part("search").select() });
checker.key({ key: "+", label: "Zoom in", view: "graph", run: () => zoom(1.25) });
checker.key({ key: "-", label: "Zoom out", view: "graph", run: () => zoom(0.8) });
checker.key({ key: "0", label: "Show all", view: "graph", run: () => view && fit() });
checker.key({ key: "Arrows", label: "Move the picture", view: "graph", run: () => false });
