import type { Attack } from "../attack.ts";

const FRAME = `
const frame = (header, text = "") => {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new TextEncoder().encode(text);
  const all = new Uint8Array(8 + json.length + bytes.length);
  new DataView(all.buffer).setUint32(0, json.length + bytes.length, true);
  new DataView(all.buffer).setUint32(4, json.length, true);
  all.set(json, 8);
  all.set(bytes, 8 + json.length);
  return all;
};
`;

export default {
  title: "Writing to the process's own standard output and reading its input past the host, through `node:` modules",
  stoppedBy: ["guard", "broker"],
  plain: { keptBecause: "a plain worker has no protocol to forge; that it writes and reads both streams without permission was measured" },
  scripts: () => {
    const raw = (text: string, ends: RegExp) => ({
      files: {
        "main.js":
          `${FRAME}export default async () => { const p = (await import("node:process")).default; const fs = await import("node:fs"); ${text} };`,
      },
      ends,
      timeMs: 1500,
    });
    return {
      "no frame": raw(
        `p.stdout.write("this is no frame, and a long one at that"); await new Promise(() => {});`,
        /sandbox_lost|stopped|script_failed/,
      ),
      "an output of another code": raw(
        `p.stdout.write(frame({ t: "end", error: { code: "limit_time", name: "x", message: "forged" } })); await new Promise(() => {});`,
        /script_failed|stopped/,
      ),
      "requests": raw(
        `for (let id = 0; id < 50; id++) p.stdout.write(frame({ t: "ask", id, op: "file.readWhole", header: { path: "../outside/secret.txt" } }));`,
        /returned|stopped|limit|lost|failed/,
      ),
      "closed streams": raw(
        `try { fs.closeSync(1); } catch {} try { fs.closeSync(0); } catch {} p.stdout.end?.(); p.stdin.destroy?.();`,
        /./,
      ),
      "stolen input": raw(`p.stdin.on("data", () => {}); await new Promise((resolve) => setTimeout(resolve, 50));`, /./),
    };
  },
} satisfies Attack;
