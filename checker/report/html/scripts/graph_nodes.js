// The data of the graph: nodes, their neighbours, and which of these fit into a picture. It draws nothing.
const ROLES = { d: ["declared", 4], r: ["required", 3], u: ["used", 2], s: ["shown", 1], a: ["announced", 1], l: ["listed", 1], m: ["mentioned", 1] };
const FIRST = 18;
/** How many pages of a cluster there are at most for each of the entities that name it. */
const MANY = 30;
let data = null;
let nodes = null;

/* The nodes: pages, entities and clusters, by their names in the URL */

/** Create the nodes from the view's data, and return them by sort, and by id. */
function read(given) {
  data = given;
  const pages = data.pages.map(([folder, name, cluster, found], number) => ({ sort: "page", kind: "page", number, name, folder: data.folders[folder], cluster, found, path: data.folders[folder] ? `${data.folders[folder]}/${name}` : name, label: name, named: [], from: [], holders: [], families: [] }));
  const entities = data.entities.map(([id, kind, label, owner, cluster], number) => ({ sort: "entity", kind, number, id, label, owner, cluster, on: [], kin: [] }));
  for (const page of pages) page.id = `page:${page.path}`;
  labelled(pages);
  data.named.forEach((flat, number) => {
    for (let index = 0; index < flat.length; index += 2) {
      const roles = [...flat[index + 1].matchAll(/([a-z])(\d+)/g)].map(([, sign, count]) => [sign, Number(count)]);
      const weight = roles.reduce((sum, [sign, count]) => sum + ROLES[sign][1] * Math.min(count, 5), 0);
      const edge = { page: pages[flat[index]], entity: entities[number], weight, text: roles.map(([sign, count]) => `${ROLES[sign][0]} ${count}`).join(", ") };
      edge.page.named.push(edge);
      edge.entity.on.push(edge);
    }
  });
  entities.forEach((one) => one.owner >= 0 && entities[one.owner].kin.push([one, "version"]) && one.kin.push([entities[one.owner], one.kind === "api" ? "its service" : "its model"]));
  for (const [one, other] of data.replaced) {
    entities[one].kin.push([entities[other], "replaces it"]);
    entities[other].kin.push([entities[one], "is replaced by it"]);
  }
  data.links.forEach((targets, number) => targets.forEach((target) => pages[target].from.push(pages[number])));
  data.includes.forEach((targets, number) => targets.forEach((target) => pages[target].holders.push(pages[number])));
  data.families.forEach((members) => members.forEach((member) => pages[member].families.push(members)));
  const clusters = data.clusters.map((one, number) => ({ ...one, sort: "cluster", kind: "cluster", number, id: `cluster:${number}`, size: one.pages, pages: pages.filter((page) => page.cluster === number), members: one.entities.map((entity) => entities[entity]) }));
  for (const one of clusters) one.label = namesOf(one).join(", ");
  nodes = { pages, entities, clusters, byId: new Map([...pages, ...entities, ...clusters].map((one) => [one.id, one])) };
  return nodes;
}

/** Label pages of one file name with as many folders as make them distinct. */
function labelled(pages) {
  let alike = [pages];
  for (let depth = 1; alike.length; depth += 1) {
    const groups = new Map();
    for (const page of alike.flat()) {
      page.label = page.path.split("/").slice(-depth).join("/");
      groups.set(page.label, [...(groups.get(page.label) || []), page]);
    }
    alike = [...groups.values()].filter((some) => some.length > 1 && some.some((page) => page.label !== page.path));
  }
}

/** Return up to two names for a cluster: its most specific entities, or the folders of one that is mostly pages that
 * link to each other. */
function namesOf(cluster) {
  if (cluster.rest) return [checker.count(cluster.rest, "smaller cluster")];
  const held = cluster.members.filter((one) => one.on.length);
  if (held.length * MANY > cluster.size) return held.slice(0, 2).map(spelled);
  if (cluster.folder) return [cluster.folder.split("/").slice(-2).join("/")];
  const folders = new Map();
  for (const { path } of cluster.pages) folders.set(path.slice(0, path.indexOf("/") + 1), (folders.get(path.slice(0, path.indexOf("/") + 1)) || 0) + 1);
  const most = [...folders].filter(([folder]) => folder).sort(([, one], [, other]) => other - one).slice(0, 2);
  return most.length ? most.map(([folder]) => folder) : [cluster.pages[0].label];
}

/** Return an entity's full name; of an API version, with its service. */
const spelled = (one) => (one.kind === "api" ? `${nodes ? nodes.entities[one.owner].label : data.entities[one.owner][2]} ${one.label}` : one.label);
/** Return an entity's name; beside its own model or service, only the version. */
const briefly = (one, beside) => (beside && beside.sort === "entity" && one.owner === beside.number ? one.id.slice(one.id.lastIndexOf("@") + 1) : spelled(one));
const count = (number, noun) => checker.count(number, noun);
const heavy = (edges) => [...edges].sort((one, other) => other.weight - one.weight || one.page.number - other.page.number || one.entity.number - other.entity.number);

/** Return the neighbours of a node: groups of {node, text, weight} with a title; `far` ones are two steps away. */
function around(node) {
  return { entity: aroundEntity, page: aroundPage, cluster: aroundCluster }[node.sort](node).filter((group) => group.items.length);
}

function aroundEntity(node) {
  const seen = new Map();
  for (const { page } of node.on) {
    for (const edge of page.named) {
      if (edge.entity === node || edge.entity.owner === node.number || node.owner === edge.entity.number) continue;
      seen.set(edge.entity, (seen.get(edge.entity) || 0) + 1);
    }
  }
  return [
    { title: "Related", items: node.kin.filter(([one]) => one.on.length || node.kin.length < 12).map(([one, text]) => ({ node: one, text: text === "version" && one.on.length ? count(one.on.length, "page") : text, weight: 3 })) },
    { title: "Pages that mention it", folders: true, items: heavy(node.on).map((edge) => ({ node: edge.page, text: edge.text, weight: edge.weight })) },
    { title: "Mentioned on the same pages", far: true, items: ranked(seen).map(([one, shared]) => ({ node: one, text: count(shared, "shared page"), weight: shared })) },
  ];
}

function aroundPage(node) {
  const seen = new Map();
  for (const { entity } of node.named) {
    for (const edge of entity.on) if (edge.page !== node) seen.set(edge.page, (seen.get(edge.page) || 0) + 1 / Math.log2(1 + entity.on.length));
  }
  const pages = (numbers, text) => numbers.map((one) => ({ node: typeof one === "number" ? nodes.pages[one] : one, text, weight: 2 }));
  const siblings = [...new Set(node.families.flat())].filter((number) => number !== node.number);
  return [
    { title: "Mentions", items: heavy(node.named).map((edge) => ({ node: edge.entity, text: edge.text, weight: edge.weight })) },
    { title: "Siblings", items: pages(siblings, "sibling") },
    { title: "Included by", items: pages(node.holders, "includes it") },
    { title: "Includes", items: pages(data.includes[node.number], "included") },
    { title: "Links to", items: pages(data.links[node.number], "linked") },
    { title: "Linked from", items: pages(node.from, "links here") },
    { title: "Pages with the same mentions", far: true, items: ranked(seen).slice(0, 60).map(([one, weight]) => ({ node: one, text: `${shared(node, one)} in common`, weight })) },
  ];
}

function shared(one, other) {
  const held = new Set(one.named.map((edge) => edge.entity));
  return other.named.filter((edge) => held.has(edge.entity)).length;
}

function aroundCluster(node) {
  const pages = node.pages.map((page) => ({ node: page, text: page.found ? count(page.found, "finding") : page.folder, weight: page.named.length + page.from.length }));
  pages.sort((one, other) => other.weight - one.weight || one.node.number - other.node.number);
  const others = data.map.whole ? [] : data.map.edges.filter(([one, other]) => one === node.number || other === node.number);
  return [
    { title: "Entities", items: node.members.filter((one) => one.on.length).map((one) => ({ node: one, text: count(one.on.length, "page"), weight: one.on.length })) },
    { title: "Pages", folders: true, items: pages },
    { title: "Connected clusters", far: true, items: others.map(([one, other, weight]) => ({ node: nodes.clusters[one === node.number ? other : one], text: "", weight })).sort((a, b) => b.weight - a.weight) },
  ];
}

const ranked = (seen) => [...seen].sort(([one, weight], [other, more]) => more - weight || one.number - other.number);

/* What the picture shows */

/** Return the first ring as {node, text, weight, holds}: too many items become folders, or "more". */
function firstRing(groups) {
  const near = groups.filter((group) => !group.far);
  const ring = [];
  let room = FIRST;
  near.forEach((group, index) => {
    const share = Math.max(2, Math.floor(room / (near.length - index)));
    const items = group.folders && group.items.length > share ? folded(group.items) : group.items;
    const kept = items.length <= share ? items : items.slice(0, share - 1);
    const cut = items.slice(kept.length);
    ring.push(...kept.map((item) => ({ ...item, group })));
    if (cut.length) ring.push({ node: null, text: group.title, weight: 1, group, more: cut.reduce((sum, item) => sum + (item.holds ? item.holds.length : 1), 0), holds: cut.flatMap((item) => item.holds || [item.node]) });
    room -= kept.length + (cut.length ? 1 : 0);
  });
  return ring;
}

/** Group pages by folder, except for folders with one page. */
function folded(items) {
  const folders = new Map();
  for (const item of items) {
    if (!folders.has(item.node.folder)) folders.set(item.node.folder, []);
    folders.get(item.node.folder).push(item);
  }
  return [...folders]
    .map(([folder, some]) => (some.length === 1 ? some[0] : { node: null, folder, text: count(some.length, "page"), weight: some.reduce((sum, one) => sum + one.weight, 0), holds: some.map((one) => one.node) }))
    .sort((one, other) => other.weight - one.weight);
}

/** Return the second ring: {node, text, to}, where `to` are indexes into the first ring. */
function secondRing(groups, ring) {
  const far = groups.find((group) => group.far);
  if (!far) return { group: null, items: [] };
  const joined = ring.map((item) => new Set((item.holds || [item.node]).flatMap(beside)));
  const items = far.items.map((item) => ({ ...item, to: joined.map((held, index) => (held.has(item.node) ? index : -1)).filter((index) => index >= 0) }));
  return { group: far, items: items.filter((item) => item.to.length) };
}

/** Return what a node leads to: a page to what it mentions, an entity to its pages, and both to their clusters. */
function beside(node) {
  const found = node.sort === "page" ? node.named.map((edge) => edge.entity) : node.on.map((edge) => edge.page);
  const linked = node.sort === "page" ? [...data.links[node.number], ...data.includes[node.number]].map((number) => nodes.pages[number]) : [];
  const clusters = [...found, ...linked].filter((one) => one.cluster >= 0 && one.cluster !== node.cluster).map((one) => nodes.clusters[one.cluster]);
  return [...found, ...clusters];
}

checker.graph = { read, around, firstRing, secondRing, namesOf, spelled, briefly };
