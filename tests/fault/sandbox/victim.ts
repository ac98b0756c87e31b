/** The next task of the same pipeline: it looks for the word MARK wherever a task may have left it, and waits a little for who goes on. */
export const VICTIM = `
const seen = [];
const look = (name, find) => {
  try {
    const found = find();
    if (found !== undefined && String(found).includes("MARK")) seen.push(name);
  } catch {}
};
export default async function ({ input, params, log, signal }) {
  for (const name of ["MARK", "mark", "stray"]) {
    look("globalThis." + name, () => globalThis[name]);
    look("{}." + name, () => ({})[name]);
    look("[]." + name, () => [][name]);
    look("function." + name, () => (() => {})[name]);
    look("string." + name, () => ""[name]);
    look("promise." + name, () => Promise.resolve()[name]);
    look("error." + name, () => new Error("")[name]);
    look("regexp." + name, () => /x/[name]);
  }
  look("identifier MARK", () => MARK);
  look("identifier mark", () => mark);
  look("toString", () => toString);
  look("valueOf", () => valueOf);
  look("stack", () => new Error("x").stack);
  look("toString of an object", () => "" + {});
  look("toJSON", () => JSON.stringify({ a: 1 }));
  look("map", () => [1].map((value) => value).join());
  look("then", () => String(Promise.prototype.then));
  look("symbols", () => Object.getOwnPropertySymbols(globalThis).map(String).join());
  look("argument", () => JSON.stringify({ input, params, signal: signal.reason }));
  look("log", () => Object.keys(log).join());
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { seen };
}
`;
