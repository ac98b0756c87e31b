import assert from "node:assert/strict";
import { programFolder } from "../program.ts";
import { startHttpServer } from "./http_server.ts";
import { matches, parseSpec } from "./parse_spec.ts";

/**
 * Every file in `cases/` is one test of the program as its user meets it. `SPEC=name` runs those whose name holds it. A case that mentions
 * `$SERVER` gets a local HTTP server.
 */
const CASES = new URL("cases/", import.meta.url);
const only = Deno.env.get("SPEC") ?? "";
const bin = await programFolder();
/** Where nothing may be skipped. */
const CI_ON_LINUX = Deno.env.get("CI") === "true" && Deno.build.os === "linux";

function succeeds(command: string): boolean {
  return new Deno.Command("sh", { args: ["-c", command], stdin: "null", stdout: "null", stderr: "null" }).outputSync().success;
}

for (
  const name of [...Deno.readDirSync(CASES)].map((entry) => entry.name).filter((name) => name.endsWith(".spec") && name.includes(only))
    .sort()
) {
  const text = Deno.readTextFileSync(new URL(name, CASES));
  const spec = parseSpec(text);
  const missing = spec.needs !== undefined && !CI_ON_LINUX && !succeeds(spec.needs) ? ` (skipped: it needs ${spec.needs})` : "";
  Deno.test({ name: `${name.slice(0, -5)}: ${spec.promise.split("\n")[0]}${missing}`, ignore: missing !== "" }, async () => {
    const folder = await Deno.makeTempDir({ prefix: "executor-spec-" });
    await using server = text.includes("$SERVER") ? startHttpServer() : undefined;
    try {
      for (const { path, text } of spec.files) {
        await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
        await Deno.writeTextFile(`${folder}/${path}`, text, path.endsWith(".sh") ? { mode: 0o755 } : {});
      }
      for (const step of spec.steps) {
        const { code, stdout, stderr } = await new Deno.Command("sh", {
          args: ["-c", step.command],
          cwd: folder,
          clearEnv: true,
          env: {
            PATH: `${bin}:${Deno.env.get("PATH")}`,
            HOME: folder,
            EXECUTOR_STATE: `${folder}/.state`,
            ...(server === undefined ? {} : { SERVER: server.url }),
          },
          stdin: "null",
        }).output();
        const out = new TextDecoder().decode(stdout);
        const err = new TextDecoder().decode(stderr);
        const all = `$ ${step.command}\n--- stdout\n${out}--- stderr\n${err}--- exit ${code}`;
        assert.equal(code, step.exit, `expected exit ${step.exit}\n${all}`);
        if (step.stdout !== undefined) assert.ok(matches(step.stdout, out), `expected stdout\n${step.stdout}\n${all}`);
        if (step.stderr !== undefined) assert.ok(matches(step.stderr, err), `expected stderr\n${step.stderr}\n${all}`);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("matches() takes [..] within a line and a line ... for any lines", () => {
  assert.ok(matches("a [..] c\n...\nend\n", "a b c\nx\ny\nend\n"));
  assert.ok(matches("a\n...\nend", "a\nend\n"));
  assert.ok(!matches("a [..] c\n", "a b\nc\n"));
  assert.ok(!matches("a\n", "a\nb\n"));
});
