// Starts `executor lsp` for flow files and for the YAML files that are pipelines. Plain JavaScript: there is nothing to build.
"use strict";
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** The client while it runs. */
let client;

/** Called by the editor when the first document opens that the extension is for. */
async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("executor.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("executor") ? restart() : undefined),
  );
  await start();
}

/** Called when the editor ends, or the extension is switched off. */
async function deactivate() {
  const ending = client;
  client = undefined;
  await ending?.stop();
}

async function restart() {
  await deactivate();
  await start();
}

async function start() {
  const settings = vscode.workspace.getConfiguration("executor");
  const command = settings.get("path", "executor");
  const watcher = vscode.workspace.createFileSystemWatcher("**/*.{flow,yaml,yml,tmpl}");
  client = new LanguageClient("executor", "Executor", { command, args: ["lsp"] }, {
    documentSelector: [
      { language: "executor-flow" },
      ...settings.get("yamlFiles", []).map((pattern) => ({ language: "yaml", scheme: "file", pattern })),
    ],
    synchronize: { fileEvents: watcher },
  });
  try {
    await client.start();
  } catch (error) {
    // What never ran cannot be stopped.
    client = undefined;
    vscode.window.showErrorMessage(`Cannot start ${command} lsp: ${error.message}. Set executor.path to where the program is.`);
  }
}

module.exports = { activate, deactivate };
