// The shell: routes, data, elements, theme and keys. It comes first; the views' scripts add themselves to `views`.
const root = document.documentElement;
const parsed = new Map();
const texts = new Map();
const loads = new Map();
const prepared = new Set();
const keys = [];
let turn = 0;
let followed = "";
const THEMES = ["system", "light", "dark"];
const SETTLE = 300;

const checker = {
  views: {},
  current: { view: "", rest: "", params: new URLSearchParams() },

  /** Return the data of a view that is ready or needed by one: what its `data()` gave, or null where there is none. */
  data(name) {
    if (!parsed.has(name) && texts.has(name)) {
      parsed.set(name, JSON.parse(texts.get(name)));
      texts.set(name, "");
    }
    return parsed.has(name) ? parsed.get(name) : null;
  },

  /** Return a promise of the data of a view, whether it is ready or not. */
  async load(name) {
    if (!loads.has(name)) loads.set(name, textOf(name).then((text) => texts.set(name, text)));
    await loads.get(name);
    return checker.data(name);
  },

  /** Make an element. Attributes: `class`, `on` = {event: handler}, `data` = {key: value}, true for a bare one; false
   * and null leave one out. Children: nodes, lists, and texts, which become text nodes with nothing invisible in them. */
  el(tag, attributes, ...children) {
    const svg = tag.startsWith("svg:");
    const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4)) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === false || value === null || value === undefined) continue;
      if (name === "on") for (const [event, handler] of Object.entries(value)) made.addEventListener(event, handler);
      else if (name === "data") Object.assign(made.dataset, value);
      else made.setAttribute(name, value === true ? "" : String(value));
    }
    for (const child of children.flat(Infinity)) {
      if (child === false || child === null || child === undefined) continue;
      made.append(child instanceof Node ? child : document.createTextNode(checker.printable(String(child))));
    }
    return made;
  },

  /** Return a text with control, bidirectional and other invisible characters written as escapes. */
  printable(text) {
    return text.replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, (character) => {
      const code = character.codePointAt(0);
      if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
      if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
      return `\\U${code.toString(16).padStart(8, "0")}`;
    });
  },

  /** Return a number with its noun, in the plural where it must be. */
  count(number, noun) {
    return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  },

  /** Return the address of a view: `checker.route("pages", "docs/a.md", {line: 3})`. */
  route(view, rest = "", params = null) {
    const path = rest ? `/${encodeURIComponent(rest.toWellFormed()).replace(/%2F/g, "/").replace(/%3A/g, ":")}` : "";
    const asked = new URLSearchParams(params || {}).toString();
    return `#/${view}${path}${asked ? `?${asked}` : ""}`;
  },

  /** Go to a view; with `replace`, without a step in the history, and not where another address waits to be followed. */
  go(view, rest = "", params = null, replace = false) {
    const address = checker.route(view, rest, params);
    if (address === location.hash || (replace && location.hash !== followed)) return;
    if (replace) {
      history.replaceState(null, "", address);
      followed = location.hash;
      checker.current = where();
    } else location.hash = address;
  },

  /** Show a view at `rest`, with `params` (URLSearchParams); the address stays as it is. A view that is shown for the
   * first time is made ready before. Return (a promise of) whether it is another view than before. */
  async show(view, rest = "", params = new URLSearchParams()) {
    const name = document.getElementById(`view-${view}`) ? view : "overview";
    const moved = checker.current.view !== name;
    const mine = (turn += 1);
    checker.current = { view: name, rest, params };
    if (!prepare(name)) {
      await Promise.all(needs(name).map(checker.load));
      if (mine !== turn) return false; // something else was asked for meanwhile
      prepare(name);
    }
    delete root.dataset.opening;
    for (const section of document.querySelectorAll("[data-view]")) section.hidden = section.dataset.view !== name;
    for (const link of document.querySelectorAll("[data-nav]")) {
      if (link.dataset.nav === name) {
        link.setAttribute("aria-current", "page");
        link.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
      else link.removeAttribute("aria-current");
    }
    const title = document.querySelector(`#view-${name} h2`);
    document.title = `${title ? title.textContent.trim() : name} – ${document.querySelector(".brand-tree").textContent}`;
    if (moved) window.scrollTo(0, 0);
    const asked = checker.views[name];
    if (asked && asked.show) asked.show(rest, params);
    return moved;
  },

  /** Say something to whoever listens to the page rather than looks at it. */
  say(text) {
    document.querySelector("[data-status]").textContent = checker.printable(text);
  },

  /** Bind a key: `{key, label, view, run}`; without `view` it works everywhere. It is listed in the keyboard help. */
  key(binding) {
    keys.push(binding);
  },

  /** Keep a value in this browser; `false` when the browser does not allow it. */
  store(name, value) {
    try {
      if (value === null) localStorage.removeItem(`checker.${name}`);
      else localStorage.setItem(`checker.${name}`, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },

  /** Return a value that this browser keeps, or `otherwise`. */
  stored(name, otherwise = null) {
    try {
      const text = localStorage.getItem(`checker.${name}`);
      return text === null ? otherwise : JSON.parse(text);
    } catch {
      return otherwise;
    }
  },

  /** Copy a text; a promise of whether that worked. */
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = checker.el("textarea", { class: "sr-only", "aria-hidden": "true" });
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  },

  /** Give a text as a file to save. */
  save(name, text, type = "text/plain") {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = checker.el("a", { href: address, download: name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  },
};
window.checker = checker;
root.classList.add("js");

/** Return what the address asks for. */
function where() {
  const [path, asked = ""] = location.hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const [view, ...rest] = path.split("/");
  let name = rest.join("/");
  try {
    name = decodeURIComponent(name);
  } catch {
    // An address that somebody cut short is taken as it is.
  }
  return { view: view || "overview", rest: name, params: new URLSearchParams(asked) };
}

async function follow(event) {
  followed = location.hash;
  if (event && location.hash && !location.hash.startsWith("#/")) return; // a link to skip something
  const { view, rest, params } = where();
  const moved = await checker.show(view, rest, params);
  if (!event || !moved || rest) return;
  const title = document.querySelector(`#view-${checker.current.view} h2`);
  if (title) {
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  }
}

/** Return the data of a view as text, unpacked. */
async function textOf(name) {
  const block = document.getElementById(`data-${name}`);
  if (!block || !block.dataset.packed) return block ? block.textContent : "null";
  const bytes = Uint8Array.from(atob(block.textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(block.dataset.packed));
  return new Response(stream).text();
}

/** Return the views that must be ready for a view to be shown, in their order, itself among them. */
function needs(name) {
  return (checker.views[name] && checker.views[name].needs) || [name];
}

/** Make a view ready, with those that it needs; return whether that could be done: all data must have been loaded. */
function prepare(name) {
  const missing = needs(name).filter((one) => !prepared.has(one));
  if (!missing.every((one) => texts.has(one))) return false;
  for (const one of missing) {
    prepared.add(one);
    if (checker.views[one] && checker.views[one].ready) checker.views[one].ready();
  }
  return true;
}

/** Fall back to what can be read without scripts, where a browser cannot unpack the data, or what else is needed. */
function plain(error) {
  root.classList.remove("js");
  delete root.dataset.opening;
  for (const section of document.querySelectorAll("[data-view]")) section.hidden = false;
  const words = "This browser is too old for the views and filters of this report; the findings can be read all the same.";
  document.getElementById("main").prepend(checker.el("p", { class: "alarm" }, words));
  console.error(error);
}

function themed(theme) {
  root.dataset.theme = theme;
  const label = document.querySelector("[data-theme-label]");
  if (label) label.textContent = `Theme: ${theme}`;
}

function nextTheme() {
  const theme = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
  checker.store("theme", theme);
  themed(theme);
  checker.say(`Theme: ${theme}`);
}

function help() {
  const dialog = document.getElementById("help");
  const list = dialog.querySelector("[data-keys]");
  const place = ({ view }) => (view ? `in ${view}` : "everywhere");
  list.replaceChildren(
    ...keys.map((one) =>
      checker.el(
        "div",
        {},
        checker.el("dt", {}, checker.el("kbd", {}, one.key)),
        checker.el("dd", {}, one.label, " ", checker.el("span", { class: "dim" }, place(one))),
      ),
    ),
  );
  dialog.showModal();
}

function pressed(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  const target = event.target instanceof Element ? event.target : root;
  const typing = target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (typing && event.key !== "Escape") return;
  for (const one of keys) {
    const meant = one.key === event.key || (one.key.length > 1 && one.key.toLowerCase() === event.key.toLowerCase());
    if (!meant || (one.view && (one.view !== checker.current.view || !prepared.has(one.view)))) continue;
    // Enter and the like on a control do what the control does.
    if (one.key.length > 1 && target.closest("a, button, summary, input")) continue;
    if (one.run(event) !== false) event.preventDefault();
    return;
  }
}

function printed() {
  for (const [name, view] of Object.entries(checker.views)) {
    if (view.print && document.getElementById(`view-${name}`) && prepare(name)) view.print();
  }
}

/** Load what no view has asked for yet, one after the other: printing cannot wait for it. Then tell what is decided. */
async function settle() {
  for (const name of Object.keys(checker.views)) await checker.load(name);
  prepare("triage");
  root.dataset.settled = "true";
}

async function start() {
  for (const block of document.querySelectorAll("script[data-packed]")) new DecompressionStream(block.dataset.packed); // throws where it is not known
  themed(root.dataset.theme);
  checker.key({ key: "?", label: "This help", run: help });
  for (const [index, link] of [...document.querySelectorAll("[data-nav]")].entries()) {
    const name = link.dataset.nav;
    checker.key({ key: String(index + 1), label: `Go to ${link.firstChild.textContent.trim()}`, run: () => checker.go(name) });
  }
  document.querySelector("[data-action=help]").addEventListener("click", help);
  document.querySelector("[data-action=theme]").addEventListener("click", nextTheme);
  document.addEventListener("keydown", pressed);
  window.addEventListener("beforeprint", printed);
  window.addEventListener("hashchange", follow);
  await follow(null);
  root.dataset.ready = "true";
  setTimeout(() => settle().catch(plain), SETTLE);
}

const kept = checker.stored("theme");
if (THEMES.includes(kept)) themed(kept);
// What is not asked for is not laid out before it is known what is.
root.dataset.opening = where().view;
document.addEventListener("DOMContentLoaded", () => start().catch(plain));
