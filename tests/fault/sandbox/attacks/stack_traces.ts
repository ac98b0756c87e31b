import { type Attack, trying } from "../attack.ts";

export default {
  title: "`Error.prepareStackTrace`, call sites of `Error.captureStackTrace`, `Error.stackTraceLimit`",
  stoppedBy: ["realm"],
  plain: "works",
  breach: ({ output, end }) => (output + JSON.stringify(end)).includes("BROKEN") ? "call sites were handed out" : undefined,
  scripts: () => ({
    sites: {
      files: {
        "main.js": trying([
          "(() => { Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getFunction?.() ?? site.getThis?.() ?? 'BROKEN') && 'BROKEN'; return new Error('x').stack; })()",
          "Object.defineProperty(Error, 'prepareStackTrace', { value: () => 'BROKEN' }) && new TypeError('x').stack",
          "Reflect.set(Error, 'prepareStackTrace', () => 'BROKEN') && new Error('x').stack",
          "(() => { const o = { __proto__: { prepareStackTrace: () => 'BROKEN' } }; Error.captureStackTrace(o); return o.stack; })()",
          "(() => { class E extends Error { static prepareStackTrace() { return 'BROKEN'; } } return new E('x').stack; })()",
          "(() => { Error.stackTraceLimit = 1e9; return Error.stackTraceLimit === 1e9 ? 'BROKEN' : 'kept'; })()",
          "(() => { const o = {}; Error.captureStackTrace(o, arguments?.callee); return 'x'; })()",
          "(() => { let found = ''; const e = new Error('x'); for (const key of ['getThis', 'getFunction']) if (e[key]) found = 'BROKEN'; return found; })()",
          "(function f() { return f.caller ?? f.arguments ? 'BROKEN' : 'none'; })()",
        ]),
      },
    },
  }),
} satisfies Attack;
