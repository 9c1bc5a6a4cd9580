// The files of decisions: what is valid in one that is imported, and the texts of those that are exported.
const VERSION = 1;
const VERDICTS = ["accept", "false-alarm", "later"];

/** Return the decisions in a file; throws an error with the place of what is invalid. */
function parsed(text, name) {
  let data;
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new Error(`${name}: invalid JSON: ${error.message}`);
  }
  if (!data || typeof data !== "object" || !("checker-triage" in data)) throw new Error(`${name}: not a triage file: “checker-triage” is missing`);
  if (data["checker-triage"] !== VERSION) throw new Error(`${name}: unsupported version ${JSON.stringify(data["checker-triage"])}; the supported one is ${VERSION}`);
  if (!Array.isArray(data.entries)) throw new Error(`${name}: the list of entries is missing`);
  const seen = new Set();
  for (const [index, one] of data.entries.entries()) {
    const wrong = fault(one) || (seen.has(one.fingerprint) && "the same finding twice");
    if (wrong) throw new Error(`${name}: entries[${index}]: ${wrong}`);
    seen.add(one.fingerprint);
  }
  return data.entries;
}

/** Return what is invalid about a decision, or an empty string. */
function fault(one) {
  if (!one || typeof one !== "object") return "not an object";
  for (const key of ["fingerprint", "rule", "path", "message", "content"]) if (typeof one[key] !== "string") return `${key} is not a string`;
  if (!VERDICTS.includes(one.verdict)) return `verdict is not one of ${VERDICTS.join(", ")}`;
  if (!Number.isInteger(one.line) || one.line < 1) return "line is not a line number";
  if (one.comment !== undefined && typeof one.comment !== "string") return "comment is not a string";
  return "";
}

/** Return decisions as a triage file. */
function written(all) {
  return `${JSON.stringify({ "checker-triage": VERSION, entries: all }, null, 2)}\n`;
}

/** Return findings as a baseline file, as `checker baseline` writes it. */
function baseline(all) {
  const counts = new Map();
  for (const { path, rule, content, known } of all) {
    const key = JSON.stringify([path, rule, content]);
    const one = counts.get(key) || { page: path, rule, content, count: known };
    one.count += 1;
    counts.set(key, one);
  }
  const lines = [...counts.values()].sort((a, b) => before(a.page, b.page) || before(a.rule, b.rule) || before(a.content, b.content));
  return `{"checker-baseline":1}\n${lines.map((one) => `${JSON.stringify(one)}\n`).join("")}`;
}

/** Compare texts like Python, by code points. */
function before(a, b) {
  const [one, other] = [Array.from(a), Array.from(b)];
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    if (one[index] !== other[index]) return one[index].codePointAt(0) - other[index].codePointAt(0);
  }
  return one.length - other.length;
}

checker.triageFiles = { fault, parsed, written, baseline, before };
