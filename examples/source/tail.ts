import { defineSource } from "executor";

/** Emits every line of `jobs.jsonl`. A line's number is its event's id: however often it is read, also after a restart, it starts one run. */
export default defineSource(async ({ emit, log, signal }) => {
  let seen = 0;
  while (!signal.aborted) {
    const lines = (await Deno.readTextFile("jobs.jsonl")).split("\n").slice(0, -1);
    for (const line of lines.slice(seen)) await emit(JSON.parse(line), { id: `line ${++seen}` });
    if (seen > lines.length) {
      log.warn("the file was cut; it is read from its beginning");
      seen = 0;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
});
