import assert from "node:assert/strict";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { VERSION } from "../src/cli/version_number.ts";
import { ROOT } from "../tools/paths.ts";

const FOLDER = new URL("editors/vscode/", ROOT);
const manifest = JSON.parse(await Deno.readTextFile(new URL("package.json", FOLDER)));

/** The grammar, read by the engine that VS Code colours with. */
async function loadGrammar(): Promise<textmate.IGrammar> {
  await oniguruma.loadWASM(await Deno.readFile(new URL(import.meta.resolve("vscode-oniguruma/release/onig.wasm"))));
  const { path, scopeName } = manifest.contributes.grammars[0];
  const text = await Deno.readTextFile(new URL(path, FOLDER));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (source) => new oniguruma.OnigString(source),
    }),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(text, path)),
  });
  const grammar = await registry.loadGrammar(scopeName);
  assert.ok(grammar);
  return grammar;
}

/** The innermost scope of every piece of a text that has one. */
function scopesOf(grammar: textmate.IGrammar, text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let state = textmate.INITIAL;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const scope = scopes.at(-1)?.replace(".executor-flow", "") ?? "";
      const piece = line.slice(startIndex, endIndex).trim();
      if (piece !== "" && scope !== "source" && !found.has(piece)) found.set(piece, scope);
    }
  }
  return found;
}

Deno.test("the grammar colours a flow file by what its words are", async () => {
  const scopes = scopesOf(
    await loadGrammar(),
    `pipeline nightly { # every night
  config timeout_ms: int in 100..10000 = env("API_TIMEOUT", 3000)
  task fetch after prepare if params.big && size(params.name) > 2 {
    http post "https://example.com/{{ config.region }}" json { count: tasks.check.outputs.n }
    retry 3 every 1m30s backoff 2
    limits memory 128MiB
    idempotent true
    run """
      echo \\"it\\"
      """
  }
  check disk usage > 90% then alert "full\\n"
}`,
  );
  const expected: Readonly<Record<string, string>> = {
    "pipeline": "keyword.control",
    "nightly": "entity.name.type",
    "# every night": "comment.line.number-sign",
    "config": "keyword.control",
    "timeout_ms": "variable.other.constant",
    "int": "support.type",
    "3000": "constant.numeric",
    "fetch": "entity.name.function",
    "after": "keyword.control",
    "params": "variable.language",
    "&&": "keyword.operator",
    "size": "support.function",
    "post": "support.constant",
    "count": "support.type.property-name",
    "tasks": "variable.language",
    "every": "keyword.control",
    "1m30s": "constant.numeric.duration",
    "128MiB": "constant.numeric.size",
    "idempotent": "support.type.property-name",
    "true": "constant.language",
    '"""': "punctuation.definition.string",
    "\\n": "constant.character.escape",
  };
  for (const [piece, scope] of Object.entries(expected)) assert.equal(scopes.get(piece), scope, piece);
});

Deno.test("the grammar colours every flow file of the tests and examples to its end", async () => {
  const grammar = await loadGrammar();
  for (const folder of ["tests/dsl/flow/pairs/", "examples/flow/"]) {
    for await (const { name } of Deno.readDir(new URL(folder, ROOT))) {
      const [text = ""] = (await Deno.readTextFile(new URL(`${folder}${name}`, ROOT))).split(/^=====\n/m);
      let state = textmate.INITIAL;
      for (const line of text.split("\n")) state = grammar.tokenizeLine(line, state).ruleStack;
      assert.equal(state.depth, 1, `${name} ends within a text`);
    }
  }
});

Deno.test("the extension's manifest names files that are there, and the program's version", async () => {
  const { contributes, main, version } = manifest;
  assert.equal(version, VERSION);
  for (const path of [main, contributes.languages[0].configuration, contributes.grammars[0].path]) {
    assert.ok((await Deno.stat(new URL(path, FOLDER))).isFile, path);
  }
  const configuration = JSON.parse(await Deno.readTextFile(new URL("language-configuration.json", FOLDER)));
  assert.equal(configuration.comments.lineComment, "#");
  for (const pattern of Object.values(configuration.indentationRules)) new RegExp(String(pattern), "u");
  new RegExp(configuration.wordPattern, "u");
});

Deno.test("the extension starts `executor lsp`, again when its settings change, and stops it", async () => {
  const events: unknown[] = [];
  const settings: Record<string, unknown> = { path: "/opt/executor", yamlFiles: ["**/pipeline.yaml"] };
  let changed = (_event: { affectsConfiguration(name: string): boolean }): Promise<void> | undefined => undefined;
  const modules: Readonly<Record<string, unknown>> = {
    vscode: {
      commands: { registerCommand: (name: string) => events.push(name) },
      workspace: {
        onDidChangeConfiguration: (listener: typeof changed) => void (changed = listener),
        getConfiguration: () => ({ get: (name: string, fallback: unknown) => settings[name] ?? fallback }),
        createFileSystemWatcher: (pattern: string) => pattern,
      },
      window: { showErrorMessage: (message: string) => events.push(message) },
    },
    "vscode-languageclient/node": {
      LanguageClient: class {
        constructor(_id: string, _name: string, server: { command: string; args: string[] }, options: { documentSelector: object[] }) {
          events.push([server.command, ...server.args], options.documentSelector);
        }
        start(): Promise<void> {
          events.push("start");
          return settings["path"] === "nowhere" ? Promise.reject(new Error("no such file")) : Promise.resolve();
        }
        stop(): void {
          events.push("stop");
        }
      },
    },
  };
  const source = await Deno.readTextFile(new URL(manifest.main, FOLDER));
  const module: { exports: { activate?: (context: object) => Promise<void>; deactivate?: () => Promise<void> } } = { exports: {} };
  new Function("require", "module", source)((name: string) => modules[name], module);
  const selector = [{ language: "executor-flow" }, { language: "yaml", scheme: "file", pattern: "**/pipeline.yaml" }];
  await module.exports.activate?.({ subscriptions: [] });
  assert.deepEqual(events.splice(0), ["executor.restart", ["/opt/executor", "lsp"], selector, "start"]);
  settings["path"] = "nowhere";
  await changed({ affectsConfiguration: (name) => name === "executor" });
  assert.deepEqual(events.splice(0, 4), ["stop", ["nowhere", "lsp"], selector, "start"]);
  assert.match(String(events.splice(0)), /^Cannot start nowhere lsp: no such file/);
  settings["path"] = "executor";
  await changed({ affectsConfiguration: () => true });
  assert.deepEqual(events.splice(0), [["executor", "lsp"], selector, "start"]);
  await module.exports.deactivate?.();
  assert.deepEqual(events, ["stop"]);
});
