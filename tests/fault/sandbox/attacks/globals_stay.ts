import { type Attack, trying } from "../attack.ts";

export default {
  title: "Globals, inherited names and declared state left for the next task",
  stoppedBy: ["realm"],
  plain: "works",
  scripts: () => ({
    globals: {
      files: {
        "main.js": trying([
          "globalThis.MARK = 'MARK'",
          "self.mark = 'MARK'",
          "Object.defineProperty(globalThis, 'stray', { value: 'MARK' })",
          "toString = 'MARK'",
          "valueOf = 'MARK'",
          "hasOwnProperty = 'MARK'",
          "__proto__ = { mark: 'MARK' }",
          "(__proto__ = { set mark(_) { this.MARK = 'MARK'; } }, mark = 1)",
          "Reflect.set(globalThis, 'Deno', 'MARK')",
          "Object.setPrototypeOf(globalThis, { MARK: 'MARK' })",
          "console = 'MARK'",
          "undefined = 'MARK'",
          "Reflect.deleteProperty(globalThis, 'JSON') && (() => { throw new Error('x'); })()",
          "fetch.MARK = setTimeout.MARK = 'MARK'",
          "(Object.getOwnPropertyDescriptor(Object.prototype, 'toString').set ?? {}).MARK = 'MARK'",
          "Object.getOwnPropertyDescriptor(Object.prototype, 'toString').set.prototype.MARK = 'MARK'",
        ]),
      },
      victim: `
const seen = [];
const look = (name, find) => { try { if (String(find()).includes("MARK")) seen.push(name); } catch {} };
export default function () {
  for (const name of ["MARK", "mark", "stray"]) look("globalThis." + name, () => globalThis[name]);
  look("MARK", () => MARK);
  look("mark", () => mark);
  look("toString", () => toString);
  look("valueOf", () => valueOf);
  look("hasOwnProperty", () => hasOwnProperty);
  look("Deno", () => typeof Deno + Deno);
  look("console", () => console);
  look("functions", () => String(fetch.MARK) + setTimeout.MARK);
  const setter = Object.getOwnPropertyDescriptor(Object.prototype, "toString").set;
  look("setter", () => String(setter?.MARK) + setter?.prototype?.MARK);
  if (typeof JSON !== "object" || undefined !== void 0) seen.push("JSON");
  return { seen };
}
`,
    },
  }),
} satisfies Attack;
