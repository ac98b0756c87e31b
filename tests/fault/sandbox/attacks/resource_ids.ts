import type { Attack } from "../attack.ts";

/** A stream of the script's that claims to stand for a resource of the process, by the runtime's own hidden member. */
const claim = (act: string) => `
const claiming = (rid, autoClose) => {
  const stream = new ReadableStream({ pull() {} });
  const key = Reflect.ownKeys(stream).find((key) => typeof key === "symbol" && String(key).includes("resourceBacking"));
  if (key !== undefined) stream[key] = { rid, autoClose };
  return stream;
};
export default async function () {
  const found = [];
  for (let rid = 0; rid < 12; rid++) {
    ${act}
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { found };
}
`;

/** What reads in the background gets its turn with the message after the next. */
const VICTIM_OF_MANY = "export default () => ({ seen: [] });\n";

export default {
  title: "Streams that claim to be a file descriptor of the process: reading the host's input, closing its output",
  stoppedBy: ["host", "limits"],
  plain: { keptBecause: "only the host's own messages come in there: a task could lose its own, and the next task must not" },
  scripts: () => ({
    read: {
      files: { "main.js": claim("new Response(claiming(rid, false)).text().then((text) => found.push(text), () => {});") },
      timeMs: 1000,
    },
    "read and return": {
      files: {
        "main.js": claim(
          "void new Request('http://x/', { method: 'POST', body: claiming(rid, false), duplex: 'half' }).text().catch(() => {});",
        ),
      },
      timeMs: 1000,
    },
    "read by a hidden class": {
      files: {
        "main.js": claim(`
    const of = (object, name) => {
      for (let p = object; p !== null; p = Object.getPrototypeOf(p)) {
        for (const key of Reflect.ownKeys(p)) if (typeof key === "symbol" && key.description === name) return object[key];
      }
    };
    const response = new Response(claiming(rid, false));
    (of(response, "body") ?? of(response, "response")?.body)?.consume().catch(() => {});`),
      },
      victim: VICTIM_OF_MANY,
      timeMs: 1000,
    },
    close: {
      files: {
        "main.js": claim(
          "try { await Promise.race([new Response(claiming(rid, true)).arrayBuffer(), new Promise((r) => setTimeout(r, 5))]); } catch {}",
        ),
      },
      timeMs: 500,
    },
  }),
} satisfies Attack;
