import type { Attack } from "../attack.ts";

export default {
  title: "State hung on functions of the host that `console.log` hands to an object with a say in how it is shown",
  stoppedBy: ["realm"],
  plain: "works",
  scripts: () => ({
    inspect: {
      files: {
        "main.js": `
const NAMES = ["nodejs.util.inspect.custom", "Deno.customInspect", "Deno.privateCustomInspect"];
export default function () {
  for (const name of NAMES) {
    console.log({
      [Symbol.for(name)](...handed) {
        const queue = [...handed];
        for (const value of queue) {
          if ((typeof value !== "function" && typeof value !== "object") || value === null) continue;
          try { value.MARK = "MARK"; } catch {}
          try { value.prototype.MARK = "MARK"; } catch {}
          if (queue.length < 1000) queue.push(...Object.values(value));
        }
        return "shown";
      },
    });
  }
}
`,
      },
      victim: `
const NAMES = ["nodejs.util.inspect.custom", "Deno.customInspect", "Deno.privateCustomInspect"];
export default function () {
  const seen = [];
  for (const name of NAMES) {
    console.log({
      [Symbol.for(name)](...handed) {
        handed.forEach((value, index) => {
          if (value?.MARK === "MARK" || value?.prototype?.MARK === "MARK") seen.push(name + " " + index);
          for (const inner of Object.values(value ?? {})) if (inner?.MARK === "MARK" && inner !== "MARK") seen.push(name + " inner");
        });
        return "shown";
      },
    });
  }
  return { seen };
}
`,
    },
  }),
} satisfies Attack;
