import type { Attack } from "../attack.ts";

export default {
  title: "A loop of promise callbacks alone that goes on after the task returned: time, memory, the next task",
  stoppedBy: ["host", "limits"],
  plain: "works",
  scripts: () => ({
    time: {
      limits: { cpu: 500 },
      ends: /limit_cpu/,
      files: { "main.js": `export default () => { (async () => { for (;;) await null; })(); return {}; };` },
    },
    memory: {
      limits: { memory: 64 * 1024 * 1024 },
      ends: /limit_memory/,
      files: {
        "main.js": `export default () => {
  const kept = [];
  (async () => { for (;;) { await null; if (kept.length < 500) kept.push(new Uint8Array(1 << 20).fill(1)); } })();
  return {};
};`,
      },
    },
    "queued callbacks": {
      limits: { cpu: 500 },
      ends: /limit_cpu/,
      files: { "main.js": `export default () => { const again = () => queueMicrotask(again); again(); return {}; };` },
    },
    "a then that calls itself": {
      limits: { cpu: 500 },
      ends: /limit_cpu/,
      files: { "main.js": `export default () => { const o = { then(resolve) { resolve(o); } }; Promise.resolve(o); return {}; };` },
    },
  }),
} satisfies Attack;
