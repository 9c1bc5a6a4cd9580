import assert from "node:assert/strict";
import { delimiter } from "node:path";
import { test } from "node:test";

import { findCommand } from "./command";

const SURROUNDINGS = {
  configured: "",
  folders: ["/home/ada/docs", "/home/ada/more"],
  environment: { PATH: ["", "/usr/bin", "/opt/bin"].join(delimiter) },
  platform: "linux" as NodeJS.Platform,
};

function found(paths: string[], changes: object = {}): string | undefined {
  return findCommand({ ...SURROUNDINGS, ...changes }, (path) => paths.includes(path));
}

test("a virtual environment of the workspace is preferred to PATH", () => {
  assert.equal(found(["/usr/bin/checker", "/home/ada/docs/.venv/bin/checker"]), "/home/ada/docs/.venv/bin/checker");
  assert.equal(found(["/usr/bin/checker", "/home/ada/more/venv/bin/checker"]), "/home/ada/more/venv/bin/checker");
});

test("the folders of PATH are searched in their order", () => {
  assert.equal(found(["/opt/bin/checker", "/usr/bin/checker"]), "/usr/bin/checker");
  assert.equal(found(["/opt/bin/checker"]), "/opt/bin/checker");
});

test("where no command is, none is made up", () => {
  assert.equal(found([]), undefined);
  assert.equal(found([], { environment: {} }), undefined);
});

test("a configured path is the only one", () => {
  const configured = "${workspaceFolder}/tools/checker";
  assert.equal(found(["/home/ada/docs/tools/checker"], { configured }), "/home/ada/docs/tools/checker");
  assert.equal(found(["/usr/bin/checker"], { configured }), undefined);
});

test("on Windows, the command ends in .exe", () => {
  const changes = { platform: "win32", environment: { PATH: "/tools" } };
  assert.equal(found(["/tools/checker.exe"], changes), "/tools/checker.exe");
  assert.equal(found(["/home/ada/docs/.venv/Scripts/checker.exe"], changes), "/home/ada/docs/.venv/Scripts/checker.exe");
});
