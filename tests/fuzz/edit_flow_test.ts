/** Whatever task of whatever pipeline is changed: the flow file says it, as its YAML would, and loses no comment of another place. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { documentOf, editDocument, jsonPatch } from "../../dsl/edit/mod.ts";
import { sameJson } from "../../dsl/edit/same_json.ts";
import { flowToYaml, formatFlow, parseFlow, readFlow } from "../../dsl/flow/mod.ts";
import { yamlToFlow } from "../../dsl/mod.ts";
import { pick, seeded } from "../dsl/yaml/mutate.ts";
import { yamlPipelines } from "./yaml_pipelines.ts";

const RUNS = 60;

Deno.test("editDocument() changes a flow file as it would its YAML, and leaves the lines of other tasks alone", async () => {
  const count = { edited: 0, stable: 0 };
  const property = fc.asyncProperty(yamlPipelines(), fc.integer({ min: 0 }), async (yaml, seed) => {
    const { text } = await yamlToFlow(yaml, "p.yaml");
    const { root } = text === undefined ? { root: undefined } : readFlow(text, "p.flow");
    if (text === undefined || root?.kind !== "map") return;
    const tasks = root.entries.find(({ key }) => key === "tasks")?.value;
    if (tasks?.kind !== "seq") return;
    // A `when` with a time limit is written in another way as a whole.
    const plain = tasks.items.flatMap((task, i) => task.kind === "map" && !task.entries.some(({ key }) => key === "then") ? [i] : []);
    if (plain.length === 0) return;
    const index = pick(seeded(seed), plain);
    const target = jsonPatch(documentOf(root), [{ op: "add", path: `/tasks/${index}/timeout`, value: "77s" }]);
    const result = await editDocument(text, "p.flow", target);
    if (result.kind !== "edited") return;
    count.edited++;
    const now = readFlow(formatFlow(result.text, "p.flow").text ?? "", "p.flow").root;
    assert.ok(now !== undefined && sameJson(documentOf(now), target), `${text}\n=>\n${result.text}`);
    assert.deepEqual(comments(result.text), comments(text), `${text}\n=>\n${result.text}`);
    // The promise about lines is for files that come back from YAML as they are.
    if ((await yamlToFlow((await flowToYaml(text, "p.flow")).text ?? "", "p.yaml")).text !== text) return;
    count.stable++;
    const changed = text.split("\n").filter((line) => !result.text.split("\n").includes(line));
    // The line of the task, of its one-line block, of a timeout that it had, and what brackets over lines end with.
    assert.ok(changed.length <= 4, `${changed.join("\n")}\n=>\n${result.text}`);
  });
  await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
  assert.ok(count.edited > RUNS / 2 && count.stable > RUNS / 4, JSON.stringify(count));
});

function comments(text: string): string[] {
  return (parseFlow(text).file?.comments ?? []).map(({ start, end }) => text.slice(start, end).trimEnd()).sort();
}
