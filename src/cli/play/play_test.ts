import assert from "node:assert/strict";
import { runVerb } from "../testing_verb.ts";
import { playTimes } from "./delays.ts";

const HEADER = '{"version": 2, "width": 80, "height": 24}';

async function play(lines: readonly string[], ...flags: string[]) {
  const path = await Deno.makeTempFile({ suffix: ".cast" });
  try {
    await Deno.writeTextFile(path, lines.join("\n"));
    const { code, out, err } = await runVerb(["play", path, ...flags]);
    return { code, out, err: err.replaceAll(path, "FILE") };
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("playTimes() keeps the recording's time, divides it by the speed and shortens pauses", () => {
  const times = (speed: number, idleLimitS: number) => [0, 1, 1.5, 10, 9, 11].map(playTimes({ speed, idleLimitS }));
  assert.deepEqual(times(1, Infinity), [0, 1000, 1500, 10_000, 10_000, 11_000]);
  assert.deepEqual(times(2, Infinity), [0, 500, 750, 5000, 5000, 5500]);
  assert.deepEqual(times(1, 0.75), [0, 750, 1250, 2000, 2000, 2750]);
});

Deno.test("play shows output alone, as it was", async () => {
  const lines = [
    HEADER,
    '[0, "o", "a\\u001b[1mb"]',
    '[0.01, "i", "typed"]',
    '[0.01, "r", "90x20"]',
    '[0.02, "m", ""]',
    "",
    '[0.02, "o", "é\\n"]',
  ];
  assert.deepEqual(await play(lines), { code: 0, out: "a\x1b[1mbé\n", err: "" });
});

Deno.test("play takes the time the recording took, or less where so asked", async () => {
  const took = async (lines: readonly string[], ...flags: string[]) => {
    const beganAt = performance.now();
    assert.equal((await play(lines, ...flags)).out, "ab");
    return performance.now() - beganAt;
  };
  const events = ['[0, "o", "a"]', '[0.25, "o", "b"]'];
  assert.ok(await took([HEADER, ...events]) >= 250);
  const long = ['[0, "o", "a"]', '[1000, "o", "b"]'];
  await took([HEADER, ...long], "--speed", "100000");
  await took([HEADER, ...long], "--idle-limit", "10ms");
  await took([HEADER, ...long], "--idle-limit", "0.01");
  await took([HEADER.replace("}", ', "idle_time_limit": 0.01}'), ...long]);
});

Deno.test("play says what is wrong with a file, and where", async (t) => {
  const rows: readonly (readonly [string, readonly string[], string])[] = [
    ["empty", [], "line 1: the file is empty"],
    ["no JSON", ["hello"], "line 1: this is no header of an asciicast"],
    ["version 1", ['{"version": 1, "width": 80, "height": 24, "stdout": []}'], "line 1: version 1 is not played, only version 2"],
    ["no version", ['{"width": 80, "height": 24}'], "line 1: version nothing is not played, only version 2"],
    ["no width", ['{"version": 2, "height": 24}'], "line 1: width is no whole number from 1 up"],
    ["cut off", [HEADER, '[0, "o", "a"]', '[1, "o", "b'], "line 3: this is no event [time, kind, text]"],
    ["negative time", [HEADER, '[-1, "o", "a"]'], "line 2: this is no event [time, kind, text]"],
  ];
  for (const [name, lines, found] of rows) {
    await t.step(name, async () => {
      const { code, err } = await play(lines);
      assert.deepEqual([code, err], [2, `error: Cannot play FILE: ${found} [recording_invalid]\n`]);
    });
  }
  assert.match((await runVerb(["play", "/no/such.cast"])).err, /^error: Cannot read \/no\/such.cast: .* \[recording_unreadable\]/);
  assert.equal((await play([HEADER], "--speed", "0")).code, 2);
  assert.equal((await play([HEADER], "--speed", "fast")).code, 2);
  assert.equal((await play([HEADER], "--idle-limit", "soon")).code, 2);
});
