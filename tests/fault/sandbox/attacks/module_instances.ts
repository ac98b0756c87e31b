import type { Attack } from "../attack.ts";

const SHARED = { "state.js": "export const state = { marks: [] };\n", "data.json": '{ "marks": [] }' };

export default {
  title: "Module instances and imported JSON that the next task would find changed",
  stoppedBy: ["host"],
  plain: "works",
  scripts: () => ({
    modules: {
      files: {
        ...SHARED,
        "main.js": `import { state } from "./state.js";
import data from "./data.json" with { type: "json" };
export default () => { state.marks.push("MARK"); data.marks.push("MARK"); };`,
      },
      victim: `import { state } from "./state.js";
import data from "./data.json" with { type: "json" };
export default () => ({ seen: [...state.marks, ...data.marks] });`,
    },
  }),
} satisfies Attack;
