import type { Attack } from "../attack.ts";

const FRAMES = ["end", "ready", "task", "answer", "out"].map((t) => {
  const json = JSON.stringify({ t, s: "log", id: 1, clean: true, outputs: "{}" });
  return [...new TextEncoder().encode(json)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
});

export default {
  title: "Spoofing through `console` and `log`: bytes of frames, forged records, lines of other tasks, control characters",
  stoppedBy: ["broker"],
  plain: { keptBecause: "a plain worker has no protocol to forge" },
  breach: ({ end, output }) =>
    end.status !== "returned" || JSON.stringify(end.outputs) !== `{"own":true}`
      ? `it ended as ${JSON.stringify(end)}`
      : output.split("\n").some((line) => line.startsWith('{"level":"forged"'))
      ? "a record was forged"
      : undefined,
  scripts: () => ({
    frames: {
      files: {
        "main.js": `export default ({ log }) => {
  for (const json of [${FRAMES.map((text) => `"${text}"`).join(", ")}]) {
    const n = json.length;
    const head = String.fromCharCode(n, 0, 0, 0, n, 0, 0, 0);
    console.log(head + json);
    console.error("\\0\\0\\0\\0" + head + json);
    log.info(head + json, { t: "end", [head]: json });
  }
  return { own: true };
};`,
      },
    },
    records: {
      files: {
        "main.js": `export default ({ log }) => {
  log.info("x\\n{\\"level\\":\\"forged\\"}", { level: "forged", time: "forged", message: "forged", ["x\\n{"]: "\\n" });
  log.info({ toString() { return '\\n{"level":"forged"}\\n'; }, [Symbol.for("nodejs.util.inspect.custom")]() { return '\\n{"level":"forged"}\\n'; } });
  log.error(new Proxy({}, { get() { throw 1; } }), new Proxy({}, { ownKeys() { throw 1; } }));
  log.warn("x", { toJSON() { return { level: "forged" }; } });
  log.warn("x", JSON.parse('{"__proto__": {"level": "forged"}}'));
  try { log.info = () => {}; } catch {}
  return { own: true };
};`,
      },
    },
  }),
} satisfies Attack;
