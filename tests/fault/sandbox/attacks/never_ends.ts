import type { Attack } from "../attack.ts";

const never = (text: string, head = "") => ({
  files: { "main.js": `${head}\nexport default async ({ signal }) => { ${text} };` },
  timeMs: 150,
});

/** Busy: its processor time ends it, long before the three seconds of grace. */
const busy = (text: string, head = "") => ({ files: never(text, head).files, limits: { cpu: 200 }, ends: /limit_cpu/ });

export default {
  title: "Never ending under its time: promises that never settle, top-level `await`, `then` exports, loops in every place",
  stoppedBy: ["limits"],
  plain: "works",
  scripts: () => ({
    "a promise that never settles": { ...never("await new Promise(() => {});"), ends: /stopped/ },
    "top-level await": { ...never("", "await new Promise(() => {});"), ends: /stopped/ },
    "a then export": { files: { "main.js": "export function then() {}\nexport default () => {};" }, timeMs: 150, ends: /stopped/ },
    "a thenable that never calls": { ...never("return { then() {} };"), ends: /stopped/ },
    "a loop": { ...never("for (;;);"), ends: /stopped/ },
    "a loop in the module": busy("", "for (;;);"),
    "a loop in a getter of what it returns": busy("return { get x() { for (;;); } };"),
    "a loop in a getter of what it throws": busy("throw { get message() { for (;;); } };"),
    "a loop in toJSON": busy("return { toJSON() { for (;;); } };"),
    "a loop when it is told to stop": {
      ...never("signal.addEventListener('abort', () => { for (;;); }); await new Promise(() => {});"),
      ends: /stopped/,
    },
    "a loop in inspect": busy("console.log({ [Symbol.for('nodejs.util.inspect.custom')]() { for (;;); } });"),
    "a loop of promises": busy("for (;;) await null;"),
    "a loop of timers": { ...never("for (;;) await new Promise((resolve) => setTimeout(resolve, 0));"), ends: /stopped/ },
    "throws when it is told to stop": {
      ...never("signal.addEventListener('abort', () => { throw new Proxy({}, { get() { throw 1; } }); }); await new Promise(() => {});"),
      ends: /stopped/,
    },
    "a handler of every signal": busy(
      "try { Deno.addSignalListener('SIGTERM', () => {}); } catch {} try { process.on('SIGTERM', () => {}); } catch {} for (;;);",
    ),
  }),
} satisfies Attack;
