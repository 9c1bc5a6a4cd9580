import * as vscode from "vscode";
import { LanguageClient, State } from "vscode-languageclient/node";

import { findCommand } from "./command";

const NAME = "Checker";
const INSTALLATION = 'pip install "docs-consistency-checker[lsp]"';

let client: LanguageClient | undefined;
let output: vscode.LogOutputChannel;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  output = vscode.window.createOutputChannel(NAME, { log: true });
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("checker.restart", restart),
    vscode.commands.registerCommand("checker.showOutput", () => output.show()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("checker.path")) void restart();
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function restart(): Promise<void> {
  await stop();
  await start();
}

async function stop(): Promise<void> {
  const stopped = client;
  client = undefined;
  if (stopped && stopped.state === State.Running) await stopped.stop();
  await stopped?.dispose();
}

async function start(): Promise<void> {
  const command = findCommand({
    configured: vscode.workspace.getConfiguration("checker").get("path", ""),
    folders: (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
    environment: process.env,
    platform: process.platform,
  });
  if (command === undefined) {
    void report(`The command \`checker\` was not found. Install it (${INSTALLATION}), or set \`checker.path\`.`);
    return;
  }
  output.info(`Starting ${command} lsp`);
  client = make(command);
  try {
    await client.start();
  } catch (error) {
    void report(`${command} lsp did not start: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function make(command: string): LanguageClient {
  return new LanguageClient(
    "checker",
    NAME,
    { command, args: ["lsp"] },
    {
      documentSelector: [
        { scheme: "file", language: "markdown" },
        { scheme: "file", language: "mdx" },
        { scheme: "file", pattern: "**/checker.toml" },
      ],
      outputChannel: output,
    },
  );
}

/** Show an error with the ways out of it. */
async function report(message: string): Promise<void> {
  output.error(message);
  const choice = await vscode.window.showErrorMessage(message, "Show Output", "Open Settings");
  if (choice === "Show Output") output.show();
  if (choice === "Open Settings") await vscode.commands.executeCommand("workbench.action.openSettings", "checker.path");
}
