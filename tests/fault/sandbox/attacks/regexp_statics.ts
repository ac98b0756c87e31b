import type { Attack } from "../attack.ts";

export default {
  title: "The last match of a regular expression, the registry of symbols, random numbers, labels of `console`",
  stoppedBy: ["realm", "host"],
  plain: "works",
  scripts: () => ({
    statics: {
      files: {
        "main.js": `export default () => {
  /(M)(A)RK.*/.exec("before MARK after");
  console.group("MARK group");
  console.time("MARK");
  console.count("MARK");
  Symbol.for("MARK");
};`,
      },
      victim: `export default () => {
  const seen = [];
  for (const name of ["input", "$_", "lastMatch", "$&", "lastParen", "$+", "leftContext", "$\`", "rightContext", "$'", "$1", "$2"]) {
    const value = RegExp[name];
    if (typeof value === "string" && value !== "") seen.push("RegExp." + name);
  }
  return { seen };
};`,
    },
    "console": {
      files: {
        "main.js": `export default () => { console.group("x"); console.count("x"); console.time("x"); globalThis.MARK = "MARK"; };`,
      },
      victim: `export default () => {
  console.log("line");
  console.count("x");
  console.timeEnd("x");
  return { seen: globalThis.MARK === undefined ? [] : ["MARK"] };
};`,
    },
  }),
  breach: ({ victimOutput }) => /^ +line|x: 2/m.test(victimOutput) ? `the console goes on: ${victimOutput}` : undefined,
} satisfies Attack;
