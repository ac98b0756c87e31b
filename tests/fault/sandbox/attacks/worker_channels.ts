import { type Attack, trying } from "../attack.ts";

export default {
  title: "The worker's own channels: `postMessage`, `onmessage`, `close`, `MessageChannel`, `BroadcastChannel`, nested workers",
  stoppedBy: ["realm"],
  plain: "works",
  breach: ({ end, output }) =>
    (JSON.stringify(end) + output).includes("BROKEN") || end.status !== "returned" ? `it ended as ${JSON.stringify(end)}` : undefined,
  scripts: () => ({
    channels: {
      isRefused: false,
      files: {
        "main.js": trying([
          "globalThis['post' + 'Message']({ t: 'end' }) === undefined && 'BROKEN'",
          "globalThis['clo' + 'se']() === undefined && 'BROKEN'",
          "new globalThis['Broadcast' + 'Channel']('x').postMessage('BROKEN') && 'BROKEN'",
          "new globalThis['Message' + 'Channel']().port1 && 'BROKEN'",
          "new globalThis['Wor' + 'ker']('data:text/javascript,', { type: 'module' }) && 'BROKEN'",
          "Object.getPrototypeOf(globalThis) === Object.prototype ? 'plain' : 'BROKEN'",
          "Object.getPrototypeOf(Object.getPrototypeOf(globalThis)) === null ? 'plain' : 'BROKEN'",
          "new MessageEvent('x').ports.constructor === Array ? 'plain' : 'BROKEN'",
          "globalThis['onmess' + 'age'] === undefined ? 'none' : 'BROKEN'",
          "globalThis['pro' + 'cess'] === undefined ? 'none' : 'BROKEN'",
          "globalThis['Buf' + 'fer'] === undefined ? 'none' : 'BROKEN'",
          "globalThis['navi' + 'gator'] === undefined ? 'none' : 'BROKEN'",
          "globalThis['loca' + 'tion'] === undefined ? 'none' : 'BROKEN'",
          "globalThis['cac' + 'hes'] === undefined ? 'none' : 'BROKEN'",
          "globalThis['local' + 'Storage'] === undefined ? 'none' : 'BROKEN'",
          "globalThis['report' + 'Error'] === undefined ? 'none' : 'BROKEN'",
          "globalThis['EventSou' + 'rce'] === undefined ? 'none' : 'BROKEN'",
          "Deno['in' + 'ternal'] === undefined && Deno.core === undefined && Deno.ops === undefined ? 'none' : 'BROKEN'",
          "['exit', 'kill', 'run', 'dlopen', 'chdir', 'umask', 'stdin', 'stdout', 'args', 'execPath', 'pid', 'ppid', 'permissions', 'serve', 'listen', 'connect', 'addSignalListener', 'osRelease', 'hostname', 'cron', 'openKv', 'resolveDns', 'inspect', 'test', 'mainModule', 'memoryUsage', 'cwd', 'symlink', 'link', 'chmod', 'truncate', 'makeTempDir', 'watchFs', 'readFileSync', 'env.set'].filter((name) => name in Deno).length === 0 ? 'none' : 'BROKEN'",
          "Deno.env.set === undefined && Deno.env.delete === undefined ? 'none' : 'BROKEN'",
        ]),
      },
    },
  }),
} satisfies Attack;
