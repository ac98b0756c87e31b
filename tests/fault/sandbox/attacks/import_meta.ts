import { type Attack, trying } from "../attack.ts";

export default {
  title: "`import.meta`: where the script lies, `resolve`, `main`",
  stoppedBy: ["guard", "kernel"],
  plain: { keptBecause: "it is a way to learn paths, and what it resolves still has to be imported" },
  scripts: ({ outside }) => ({
    meta: {
      files: {
        "main.js": trying([
          "import.meta.resolve('node:fs')",
          `import(import.meta.resolve("file://${outside}/secret.js")).then((m) => m.default)`,
          "(import.meta.constructor, import.meta.__proto__)",
          "Object.assign(import.meta, { url: 'file:///' }).url",
        ]),
      },
    },
  }),
} satisfies Attack;
