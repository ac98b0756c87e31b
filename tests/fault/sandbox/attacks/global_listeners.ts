import type { Attack } from "../attack.ts";

export default {
  title: "Listeners on the real global object: reached through `EventTarget` methods called on nothing",
  stoppedBy: ["realm"],
  plain: "works",
  scripts: () => ({
    listeners: {
      files: {
        "main.js": `
export default function () {
  const { addEventListener: add, dispatchEvent: send } = EventTarget.prototype;
  let real;
  for (const listen of [
    (name, act) => add.call(undefined, name, act),
    (name, act) => add.call(null, name, act),
    (name, act) => addEventListener(name, act),
    (name, act) => globalThis["addEvent" + "Listener"](name, act),
  ]) {
    try {
      listen("probe", (event) => real = event.currentTarget);
      listen("message", () => console.log("MARK message"));
      listen("error", (event) => { event.preventDefault(); console.log("MARK error"); real.MARK = "MARK"; });
      listen("unhandledrejection", (event) => { event.preventDefault(); console.log("MARK rejection"); real.MARK = "MARK"; });
      listen("beforeunload", () => console.log("MARK unload"));
    } catch {}
  }
  for (const dispatch of [() => send.call(undefined, new Event("probe")), () => dispatchEvent(new Event("probe"))]) {
    try { dispatch(); } catch {}
  }
  if (real !== undefined) real.MARK = "MARK";
}
`,
      },
      victim: `
export default async function () {
  setTimeout(() => Promise.reject(new Error("x")).catch(() => {}), 0);
  const seen = globalThis.MARK === undefined ? [] : ["globalThis.MARK"];
  try { if (String(MARK).includes("MARK")) seen.push("MARK"); } catch {}
  return { seen };
}
`,
    },
    "spoofed events": {
      files: {
        "main.js": `
export default function () {
  const { dispatchEvent: send } = EventTarget.prototype;
  for (const event of [
    new ErrorEvent("error", { error: new Error("x"), message: "x" }),
    new MessageEvent("message", { data: { t: "task" } }),
    new Event("unhandledrejection"),
    new CloseEvent("close"),
  ]) {
    try { send.call(undefined, event); } catch {}
  }
}
`,
      },
    },
  }),
} satisfies Attack;
