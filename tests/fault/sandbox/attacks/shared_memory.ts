import { type Attack, trying } from "../attack.ts";

export default {
  title: "`WebAssembly`, `SharedArrayBuffer`, `Atomics.wait`, `FinalizationRegistry`, `ShadowRealm`",
  stoppedBy: ["realm"],
  plain: "works",
  breach: ({ output, end }) => (output + JSON.stringify(end)).includes("BROKEN") ? "it can be had" : undefined,
  scripts: () => ({
    "by name": {
      isRefused: false,
      files: {
        "main.js": trying([
          ...[
            "WebAssembly",
            "SharedArrayBuffer",
            "Atomics",
            "FinalizationRegistry",
            "ShadowRealm",
            "Worker",
            "SharedWorker",
            "BroadcastChannel",
          ]
            .map((name) => `typeof globalThis["${name.slice(0, 2)}" + "${name.slice(2)}"] === "undefined" ? "none" : "BROKEN ${name}"`),
          "new globalThis['Web' + 'Assembly'].Memory({ initial: 1, maximum: 65536, shared: true }).buffer.constructor.name === 'SharedArrayBuffer' && 'BROKEN'",
          "structuredClone(new globalThis['Shared' + 'ArrayBuffer'](8)) && 'BROKEN'",
          "globalThis['Ato' + 'mics'].wait(new Int32Array(new globalThis['Shared' + 'ArrayBuffer'](4)), 0, 0, 1) && 'BROKEN'",
        ]),
      },
    },
  }),
} satisfies Attack;
