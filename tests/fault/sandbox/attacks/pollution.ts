import { type Attack, trying } from "../attack.ts";

export default {
  title: "Prototype pollution: what all scripts share is changed for the next task, the host's own code included",
  stoppedBy: ["realm"],
  plain: "works",
  scripts: () => ({
    assigned: {
      files: {
        "main.js": trying([
          "({}).constructor.prototype.MARK = 'MARK'",
          "Object.getPrototypeOf([]).MARK = 'MARK'",
          "Object.getPrototypeOf(() => {}).MARK = 'MARK'",
          "Object.getPrototypeOf('').MARK = 'MARK'",
          "Object.getPrototypeOf(Promise.resolve()).MARK = 'MARK'",
          "Object.defineProperty(Error.prototype, 'MARK', { value: 'MARK' })",
          "Reflect.set(RegExp.prototype, 'MARK', 'MARK')",
          "Object.assign(Object.prototype, { MARK: 'MARK' })",
          "Object.setPrototypeOf(Array.prototype, { MARK: 'MARK' })",
          "Object.prototype.__defineGetter__?.call(Object.prototype, 'mark', () => 'MARK')",
          "Object.prototype['__pro' + 'to__'] = { MARK: 'MARK' }",
          "Object.setPrototypeOf(Object.prototype, { MARK: 'MARK' })",
        ]),
      },
    },
    overridden: {
      files: {
        "main.js": trying([
          "Promise.prototype.then = function () { console.log('MARK'); }",
          "Array.prototype.map = () => ['MARK']",
          "Array.prototype[Symbol.iterator] = function* () { yield 'MARK'; }",
          "JSON.stringify = () => 'MARK'",
          "JSON.parse = () => 'MARK'",
          "Object.prototype.toString = () => 'MARK'",
          "Object.prototype.toJSON = () => 'MARK'",
          "Object.prototype.then = (resolve) => resolve('MARK')",
          "Function.prototype.call = () => 'MARK'",
          "Uint8Array.prototype.subarray = () => 'MARK'",
          "TextEncoder.prototype.encode = () => 'MARK'",
          "Map.prototype.get = () => { console.log('MARK'); }",
          "Set.prototype.has = () => 'MARK'",
          "Error.prototype.name = 'MARK'",
          "Object.keys = () => ['MARK']",
          "Symbol.prototype.description = 'MARK'",
          "console.log = () => 'MARK'",
          "console.MARK = 'MARK'",
          "Math.random = () => 'MARK'",
          "Date.now = () => 'MARK'",
          "delete Object.prototype.hasOwnProperty",
          "crypto.randomUUID = () => 'MARK'",
          "AbortSignal.prototype.aborted = 'MARK'",
          "EventTarget.prototype.dispatchEvent = () => 'MARK'",
          "Intl.DateTimeFormat.prototype.format = () => 'MARK'",
        ]),
      },
      victim: `
const sameAs = (value) => value;
const seen = [];
const look = (name, act) => { try { if (String(act()).includes("MARK")) seen.push(name); } catch (error) { seen.push(name + ": " + error.message); } };
export default async ({ log }) => {
  look("map", () => [1].map(sameAs).join());
  look("iterate", () => [...[1]].join());
  look("stringify", () => JSON.stringify({ a: 1 }));
  look("parse", () => JSON.parse("1"));
  look("toString", () => String({}));
  look("subarray", () => new Uint8Array(3).subarray(1));
  look("encode", () => new TextEncoder().encode("x"));
  look("map get", () => new Map([[1, 2]]).get(1));
  look("set has", () => new Set([1]).has(1));
  look("error", () => new Error("x"));
  look("keys", () => Object.keys({ a: 1 }));
  look("description", () => Symbol("a").description);
  look("console", () => console.log("x") + String(console.MARK));
  look("random", () => Math.random());
  look("now", () => Date.now());
  look("hasOwnProperty", () => ({}).hasOwnProperty("a"));
  look("uuid", () => crypto.randomUUID());
  look("aborted", () => new AbortController().signal.aborted);
  look("dispatch", () => new EventTarget().dispatchEvent(new Event("x")));
  look("format", () => new Intl.DateTimeFormat("en").format(0));
  const then = await ({ a: 1 });
  if (then !== undefined && then.a !== 1) seen.push("then");
  return { seen };
};
`,
    },
  }),
} satisfies Attack;
