import { type Attack, trying } from "../attack.ts";

export default {
  title: "Code from strings: constructors of every reachable function, `eval`, timers, tagged templates, `Reflect`",
  stoppedBy: ["worker"],
  plain: "works",
  breach: ({ output }) => output.includes("BROKEN") ? "code from a string ran" : undefined,
  scripts: () => ({
    "every constructor": {
      files: {
        "main.js": `
const code = "return 'BRO' + 'KEN'";
export default async function () {
  const seen = new Set();
  const queue = [globalThis, function* () {}, async () => {}, async function* () {}, async function* () {}(), [].values(), console, ...arguments];
  const add = (value) => {
    if ((typeof value === "object" || typeof value === "function") && value !== null && !seen.has(value)) {
      seen.add(value);
      queue.push(value);
    }
  };
  while (queue.length > 0) {
    const value = queue.pop();
    try { add(Object.getPrototypeOf(value)); } catch {}
    for (const key of Reflect.ownKeys(value)) {
      let property;
      try { property = Object.getOwnPropertyDescriptor(value, key); } catch { continue; }
      add(property?.value);
      add(property?.get);
      add(property?.set);
    }
    for (const make of [
      () => value["const" + "ructor"](code)(),
      () => Reflect.construct(value["const" + "ructor"], [code])(),
      () => Reflect.apply(value["const" + "ructor"], undefined, [code])(),
      () => value["const" + "ructor"]["const" + "ructor"](code)(),
    ]) {
      try {
        const made = await Promise.race([make(), Promise.resolve()]);
        if (made === "BROKEN") console.log("BROKEN");
      } catch {}
    }
  }
  return { reached: seen.size, BROKEN: seen.size < 100 ? "BROKEN" : undefined };
}`,
      },
    },
    "by name": {
      files: {
        "main.js": trying([
          "(0, globalThis['ev' + 'al'])('\"BRO\" + \"KEN\"')",
          "Reflect.apply(globalThis['ev' + 'al'], undefined, ['console.log(\"BRO\" + \"KEN\")'])",
          "((() => {})['const' + 'ructor'])`return 'BRO' + 'KEN'`()",
          "((function* () {})['const' + 'ructor'])('yield \"BRO\" + \"KEN\"')().next().value",
          "((async () => {})['const' + 'ructor'])('return \"BRO\" + \"KEN\"')()",
          "((async function* () {})['const' + 'ructor'])('yield \"BRO\" + \"KEN\"')().next()",
          "new Promise((resolve) => { globalThis['set' + 'Timeout']('console.log(\"BRO\" + \"KEN\")', 0); setTimeout(resolve, 10); })",
          "new Promise((resolve) => { globalThis['set' + 'Interval']('console.log(\"BRO\" + \"KEN\")', 1); setTimeout(resolve, 10); })",
          "globalThis['queue' + 'Microtask']('console.log(\"BRO\" + \"KEN\")')",
          "Array.from({ length: 1 }, Function.prototype['const' + 'ructor'].bind(null, 'return \"BRO\" + \"KEN\"'))[0]()",
          "[code => code].map((f) => f['const' + 'ructor']('return \"BRO\" + \"KEN\"')())",
          "'x'.replace(/x/, (0, globalThis['ev' + 'al']))",
          "JSON.parse('[1]', Function.prototype['const' + 'ructor'])",
          "new (class extends (() => {})['const' + 'ructor'] { constructor() { super('return \"BRO\" + \"KEN\"'); } })()()",
          "Object.getOwnPropertyDescriptor(Function.prototype, 'const' + 'ructor').value('return \"BRO\" + \"KEN\"')()",
        ]),
      },
    },
  }),
} satisfies Attack;
