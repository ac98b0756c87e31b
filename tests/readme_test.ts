import assert from "node:assert/strict";
import { fromFileUrl, ROOT } from "../tools/paths.ts";
import { mayTrace } from "./may_trace.ts";
import { PageShell } from "./page_shell.ts";
import { programFolder } from "./program.ts";
import { CAN_ATTACH } from "./serve/terminal.ts";
import { matches } from "./spec/parse_spec.ts";

/**
 * Pages whose blocks run. A `yaml`, `flow`, `sh`, `js` or `ts` block whose first line is `# NAME` or `// NAME` is a file; a `console` block is commands behind `$ ` with what
 * they print (standard output and standard error together; `[..]` is anything in a line, `...` any lines). Blocks of a page share a folder and a shell: what one starts
 * in the background serves those after it, and dies with the page. The default address of `serve` stands for a port that is free.
 */
const PAGES = [
  "README.md",
  "docs/pipelines.md",
  "docs/running.md",
  "docs/checks.md",
  "docs/diagnosis.md",
  "docs/flow.md",
  "docs/editor.md",
  "docs/scripts.md",
  "docs/serving.md",
  "docs/api.md",
  "docs/sources.md",
  "docs/shell.md",
  "docs/sessions.md",
  "docs/input.md",
  "docs/confinement.md",
  // What it shows needs the kernel's permission.
  ...(mayTrace() ? ["docs/probes.md"] : []),
];
const ADDRESS = "127.0.0.1:7400";
/** No command of a page needs a second; one that hangs fails its page. */
const LIMIT_MS = 60_000;
const bin = await programFolder();

for (const page of PAGES) {
  Deno.test(`${page} tells the truth: every block of it runs`, async () => {
    const text = await Deno.readTextFile(new URL(page, ROOT));
    const folder = await Deno.makeTempDir({ prefix: "executor-page-" });
    const address = freeAddress();
    let commands = 0;
    try {
      await using shell = new PageShell(folder, {
        PATH: `${bin}:${Deno.env.get("PATH")}`,
        HOME: folder,
        EXECUTOR_STATE: `${folder}/.state`,
        EXAMPLES: fromFileUrl(new URL("examples", ROOT)),
      });
      for (const [, language, body = ""] of text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
        const name = /^(?:#|\/\/) ([\w./-]+\.\w+)\n/.exec(body)?.[1];
        if (["yaml", "flow", "sh", "js", "ts"].includes(language ?? "") && name !== undefined) {
          await Deno.mkdir(`${folder}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
          await Deno.writeTextFile(`${folder}/${name}`, body, { mode: 0o755 });
        }
        if (language !== "console") continue;
        // The sources under a runtime that cannot: the compiled program can.
        if (!mayTrace() && body.includes("executor probe run")) continue;
        if (!CAN_ATTACH && body.includes("shell --remote")) continue;
        for (const [, command = "", expected = ""] of body.matchAll(/^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)/gm)) {
          commands++;
          const found = (await shell.run(command.replaceAll(ADDRESS, address), LIMIT_MS)).replaceAll(address, ADDRESS);
          assert.ok(matches(expected, found), `$ ${command}\nexpected\n${expected}\nfound\n${found}`);
        }
      }
      assert.ok(commands > 0, `${page} has no console block`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Below the ports that the system gives to whoever connects: one of those could be somebody's again when it is used. */
function freeAddress(): string {
  for (;;) {
    try {
      using listener = Deno.listen({ hostname: "127.0.0.1", port: 10_000 + Math.floor(Math.random() * 20_000) });
      return `127.0.0.1:${listener.addr.port}`;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}
