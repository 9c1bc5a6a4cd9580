// The shell: routes, data, elements, theme and keys. It comes first; the scripts of views register in `views`.
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

  /** Return the data of a view that is ready, or needed by one that is: the result of its `data()`, or null. */
  data(name) {
    if (!parsed.has(name) && texts.has(name)) {
      parsed.set(name, JSON.parse(texts.get(name)));
      texts.set(name, "");
    }
    return parsed.has(name) ? parsed.get(name) : null;
  },

  /** Return a promise of the data of a view, ready or not. */
  async load(name) {
    if (!loads.has(name)) loads.set(name, textOf(name).then((text) => texts.set(name, text)));
    await loads.get(name);
    return checker.data(name);
  },

  /** Create an element. Attributes: `class`, `on` = {event: handler}, `data` = {key: value}; true is an empty value, false
   * and null omit the attribute. Children: nodes, lists and texts, whose invisible characters are made visible. */
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

  /** Return a message with its code spans as code. */
  spans(message) {
    return message.split(/`([^`]+)`/).map((text, index) => (index % 2 ? checker.el("code", {}, text) : text));
  },

  /** Return a number with its noun, in the plural if necessary. */
  count(number, noun) {
    return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  },

  /** Return the URL fragment of a view: `checker.route("pages", "docs/a.md", {line: 3})`. */
  route(view, rest = "", params = null) {
    const path = rest ? `/${encodeURIComponent(rest.toWellFormed()).replace(/%2F/g, "/").replace(/%3A/g, ":")}` : "";
    const asked = new URLSearchParams(params || {}).toString();
    return `#/${view}${path}${asked ? `?${asked}` : ""}`;
  },

  /** Go to a view. To note what the current view shows already: `note` is "push" for a new entry of the history, or
   * "replace" for none; nothing is noted while another navigation is pending. */
  go(view, rest = "", params = null, note = "") {
    const address = checker.route(view, rest, params);
    if (address === location.hash || (note && location.hash !== followed)) return;
    if (note) {
      history[`${note}State`](null, "", address);
      followed = location.hash;
      checker.current = where();
    } else location.hash = address;
  },

  /** Show a view at `rest`, with `params` (URLSearchParams), without changing the URL. A view that is first shown is
   * made ready before. Return (a promise of) whether it is a different view than before. */
  async show(view, rest = "", params = new URLSearchParams()) {
    const name = document.getElementById(`view-${view}`) ? view : "overview";
    const moved = checker.current.view !== name;
    const mine = (turn += 1);
    checker.current = { view: name, rest, params };
    if (!prepare(name)) {
      await Promise.all(needs(name).map(checker.load));
      if (mine !== turn) return false; // another view was requested in the meantime
      prepare(name);
    }
    delete root.dataset.opening;
    for (const section of document.querySelectorAll("[data-view]")) section.hidden = section.dataset.view !== name;
    for (const link of document.querySelectorAll("[data-nav]")) {
      if (link.dataset.nav === name) {
        link.setAttribute("aria-current", "page");
        bringIntoRow(link);
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

  /** Announce a text to screen readers. */
  say(text) {
    document.querySelector("[data-status]").textContent = checker.printable(text);
  },

  /** Bind a key: `{key, label, view, run}`; without `view` it works everywhere. It is listed in the keyboard help. */
  key(binding) {
    keys.push(binding);
  },

  /** Store a value in this browser; return false if the browser does not allow it. */
  store(name, value) {
    try {
      if (value === null) localStorage.removeItem(`checker.${name}`);
      else localStorage.setItem(`checker.${name}`, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },

  /** Return a value that this browser stores, or `otherwise`. */
  stored(name, otherwise = null) {
    try {
      const text = localStorage.getItem(`checker.${name}`);
      return text === null ? otherwise : JSON.parse(text);
    } catch {
      return otherwise;
    }
  },

  /** Copy a text; return a promise of whether it worked. */
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

  /** Download a text as a file. */
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

/** Return the view, rest and params of the URL. */
function where() {
  const [path, asked = ""] = location.hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const [view, ...rest] = path.split("/");
  let name = rest.join("/");
  try {
    name = decodeURIComponent(name);
  } catch {
    // A truncated URL is used as it is.
  }
  return { view: view || "overview", rest: name, params: new URLSearchParams(asked) };
}

/** Scroll the row of views to a link. `scrollIntoView` would also move the place from which Tab starts. */
function bringIntoRow(link) {
  const row = link.closest(".views");
  const [outer, inner] = [row.getBoundingClientRect(), link.getBoundingClientRect()];
  if (inner.left < outer.left) row.scrollLeft -= outer.left - inner.left;
  else if (inner.right > outer.right) row.scrollLeft += inner.right - outer.right;
}

async function follow(event) {
  followed = location.hash;
  if (event && location.hash && !location.hash.startsWith("#/")) return; // a skip link
  const { view, rest, params } = where();
  const moved = await checker.show(view, rest, params);
  if (!event || !moved || rest) return;
  const title = document.querySelector(`#view-${checker.current.view} h2`);
  if (title) {
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  }
}

/** Return the data of a view as text, decompressed. */
async function textOf(name) {
  const block = document.getElementById(`data-${name}`);
  if (!block || !block.dataset.packed) return block ? block.textContent : "null";
  const bytes = Uint8Array.from(atob(block.textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(block.dataset.packed));
  return new Response(stream).text();
}

/** Return the views that must be ready for a view to be shown, in order and including itself. */
function needs(name) {
  return (checker.views[name] && checker.views[name].needs) || [name];
}

/** Make a view ready, with those that it needs; return false if not all data has been loaded. */
function prepare(name) {
  const missing = needs(name).filter((one) => !prepared.has(one));
  if (!missing.every((one) => texts.has(one))) return false;
  for (const one of missing) {
    prepared.add(one);
    if (checker.views[one] && checker.views[one].ready) checker.views[one].ready();
  }
  return true;
}

/** Fall back to the page without scripts if a browser cannot decompress the data or lacks another feature. */
function plain(error) {
  root.classList.remove("js");
  delete root.dataset.opening;
  for (const section of document.querySelectorAll("[data-view]")) section.hidden = false;
  const words = "This browser is too old for the views and filters of this report, but the findings can still be read.";
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
    const matches = one.key === event.key || (one.key.length > 1 && one.key.toLowerCase() === event.key.toLowerCase());
    if (!matches || (one.view && (one.view !== checker.current.view || !prepared.has(one.view)))) continue;
    // Enter and similar keys on a control activate the control.
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

/** Load the remaining data, one view after the other, because printing cannot wait for it. Then show decisions. */
async function settle() {
  for (const name of Object.keys(checker.views)) await checker.load(name);
  prepare("triage");
  root.dataset.settled = "true";
}

async function start() {
  for (const block of document.querySelectorAll("script[data-packed]")) new DecompressionStream(block.dataset.packed); // throws if the format is not supported
  themed(root.dataset.theme);
  checker.key({ key: "?", label: "Show this help", run: help });
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
// Only the requested view is laid out at first.
root.dataset.opening = where().view;
document.addEventListener("DOMContentLoaded", () => start().catch(plain));
