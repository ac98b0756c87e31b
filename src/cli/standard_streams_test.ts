import assert from "node:assert/strict";

/** Runs a program of these functions under a shell, with its streams led elsewhere. */
async function told(streams: string): Promise<string> {
  const module = new URL("standard_streams.ts", import.meta.url);
  const code = `import * as m from "${module}"; Deno.writeTextFileSync(Deno.args[0], m.areStreamsJoined() + " " + m.isStdoutPiped())`;
  const folder = await Deno.makeTempDir({ prefix: "executor-streams-" });
  try {
    const main = `${folder}/main.ts`;
    await Deno.writeTextFile(main, code);
    const { success } = await new Deno.Command("sh", {
      args: ["-c", `"$0" run -A --no-config --no-lock "$1" "$2/answer" ${streams}`, Deno.execPath(), main, folder],
      stdin: "null",
    }).output();
    assert.ok(success);
    return await Deno.readTextFile(`${folder}/answer`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "areStreamsJoined() and isStdoutPiped() tell where the streams of the process lead",
  ignore: Deno.build.os === "windows",
  async fn(t) {
    const cases = [["2>&1 | cat", "true true"], ["| cat", "false true"], ["> out 2>&1", "true false"], ["> out", "false false"]];
    for (const [streams = "", expected] of cases) {
      await t.step(streams, async () => assert.equal(await told(streams.replace("out", "/dev/null")), expected));
    }
  },
});
