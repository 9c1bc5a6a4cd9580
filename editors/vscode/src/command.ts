import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What the search for the command depends on. */
export interface Surroundings {
  /** The setting `checker.path`; empty if it is not set. */
  configured: string;
  /** Paths of the folders of the workspace, in their order. */
  folders: readonly string[];
  /** The variables of the environment; only `PATH` is read. */
  environment: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
}

/** Return the path of the command to start, or undefined where there is none. */
export function findCommand(
  { configured, folders, environment, platform }: Surroundings,
  exists: (path: string) => boolean = existsSync,
): string | undefined {
  if (configured) {
    const path = configured.replaceAll("${workspaceFolder}", folders[0] ?? "");
    return exists(path) ? path : undefined;
  }
  const windows = platform === "win32";
  const name = windows ? "checker.exe" : "checker";
  const binaries = windows ? "Scripts" : "bin";
  const own = folders.flatMap((folder) => [".venv", "venv"].map((venv) => join(folder, venv, binaries, name)));
  const path = (environment["PATH"] ?? "").split(delimiter).filter(Boolean);
  return [...own, ...path.map((folder) => join(folder, name))].find(exists);
}
