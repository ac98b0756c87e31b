import type { Attack } from "../attack.ts";

const flood = (text: string, ends: RegExp, limits = {}) => ({
  files: { "main.js": `export default async ({ log }) => { ${text} };` },
  limits: { messages: 2000, ...limits },
  ends,
});

export default {
  title: "Floods: lines, records, requests, open requests, timers; long lines, output to nobody who reads",
  stoppedBy: ["limits", "broker"],
  plain: "works",
  scripts: () => ({
    "lines": flood("for (;;) console.log('x');", /limit_messages/),
    "errors": flood("for (;;) console.error('x');", /limit_messages/),
    "records": flood("for (;;) log.info('x', { n: 1 });", /limit_messages/),
    "long lines": flood("const text = 'x'.repeat(1 << 20); for (;;) console.log(text);", /limit/, { messages: 300 }),
    "one line without end": flood("console.log('x'.repeat(2 ** 28));", /./),
    "deep records": flood("let o = {}; for (let n = 0; n < 1e4; n++) o = { o }; for (;;) log.info(o, o);", /limit/, { messages: 50 }),
    "requests": flood("for (;;) await Deno.readTextFile('x').catch(() => {});", /limit_messages/),
    "requests at once": flood("await Promise.all(Array.from({ length: 5000 }, () => Deno.readTextFile('x').catch(() => {})));", /limit/),
    "requests of other kinds": flood(
      "for (;;) await Promise.all([Deno.stat('x'), fetch('http://127.0.0.1:1/'), new Deno.Command('x').output()].map((p) => p.catch(() => {})));",
      /limit|script_failed/,
    ),
    "large requests": flood("const b = new Uint8Array(1 << 26); for (;;) await Deno.writeFile('x', b).catch(() => {});", /limit/, {
      messages: 20,
    }),
    "timers": flood("for (let n = 0; n < 1e5; n++) setInterval(() => console.log('x'), 0); await new Promise(() => {});", /limit/),
  }),
} satisfies Attack;
