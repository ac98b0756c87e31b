import { type Attack, trying } from "../attack.ts";

/** With one server granted, every spelling of another, and every way from the one to the other. */
export default {
  title:
    "Hosts beyond the granted one: spellings of an address, users in addresses, redirects, WebSockets, raw requests, `data:` and `file:`",
  stoppedBy: ["broker"],
  plain: { keptBecause: "the broker's checks of addresses are its own" },
  scripts({ server, door, outside }) {
    const { port, pathname } = new URL(server);
    const granted = new URL(door).host;
    const spelled = [
      `http://localhost:${port}${pathname}`,
      `http://LOCALHOST.:${port}${pathname}`,
      `http://127.1:${port}${pathname}`,
      `http://0x7f000001:${port}${pathname}`,
      `http://2130706433:${port}${pathname}`,
      `http://017700000001:${port}${pathname}`,
      `http://0.0.0.0:${port}${pathname}`,
      `http://[::1]:${port}${pathname}`,
      `http://[::ffff:127.0.0.1]:${port}${pathname}`,
      `http://[::ffff:7f00:1]:${port}${pathname}`,
      `http://127.0.0.1.:${port}${pathname}`,
      `http://\uff11\uff12\uff17.0.0.1:${port}${pathname}`,
      `http://${granted}@127.0.0.1:${port}${pathname}`,
      `http://${granted}%2f@127.0.0.1:${port}${pathname}`,
      `http://127.0.0.1:${port}\\@${granted}${pathname}`,
      `http://127.0.0.1:${port}#@${granted}`,
      `//127.0.0.1:${port}${pathname}`,
      `http:127.0.0.1:${port}${pathname}`,
      server,
    ];
    const permissions = { net: [granted] };
    const to = (address: string, status = 302) => `${new URL(door).origin}/?status=${status}&to=${encodeURIComponent(address)}`;
    return {
      addresses: {
        permissions,
        files: { "main.js": trying(spelled.map((address) => `fetch(${JSON.stringify(address)}).then((response) => response.text())`)) },
      },
      redirects: {
        permissions,
        files: {
          "main.js": trying([
            ...[301, 302, 303, 307, 308].map((status) => `fetch("${to(server, status)}").then((response) => response.text())`),
            ...[301, 307].map((status) =>
              `fetch("${to(server, status)}", { method: "POST", body: "x" }).then((response) => response.text())`
            ),
            ...spelled.slice(0, 9).map((address) => `fetch(${JSON.stringify(to(address))}).then((response) => response.text())`),
            `fetch("${to(to(server))}").then((response) => response.text())`,
            `fetch("${to(`file://${outside}/secret.txt`)}").then((response) => response.text())`,
            `fetch("${to("data:text/plain,x")}").then((response) => response.text())`,
          ]),
        },
      },
      others: {
        permissions,
        files: {
          "main.js": trying([
            `fetch("file://${outside}/secret.txt").then((response) => response.text())`,
            `fetch("blob:null/x").then((response) => response.text())`,
            `new Promise((resolve) => { const s = new WebSocket("${
              server.replace("http", "ws")
            }"); s.onerror = s.onclose = (e) => resolve(e.message ?? e.code); s.onopen = () => resolve("open"); })`,
            `new Promise((resolve) => { const s = new WebSocket("${
              to(server).replace("http", "ws")
            }"); s.onerror = s.onclose = (e) => resolve(e.message ?? e.code); s.onopen = () => resolve("open"); })`,
            `fetch("${new URL(door).origin}/", { headers: { "host": "127.0.0.1:${port}" } }).then((r) => r.status)`,
            `fetch("${new URL(door).origin}/?x", { headers: { "x": "y\\r\\nGET ${pathname} HTTP/1.1\\r\\n" } }).then((r) => r.status)`,
            `fetch("${new URL(door).origin}/\\r\\nX: y").then((r) => r.status)`,
            `fetch("${new URL(door).origin}/", { client: { proxy: { url: "${server}" } } }).then((r) => r.status)`,
            `fetch(new Proxy(new Request("${
              new URL(door).origin
            }/"), { get: (t, k) => k === "url" ? "${server}" : Reflect.get(t, k) })).then((r) => r.status)`,
            `fetch({ toString: (() => { let n = 0; return () => n++ === 0 ? "${
              new URL(door).origin
            }/" : "${server}"; })() }).then((r) => r.status)`,
          ]),
        },
      },
      "none granted": {
        files: {
          "main.js": trying([
            `fetch("${server}").then((r) => r.text())`,
            ...spelled.slice(0, 9).map((a) => `fetch(${JSON.stringify(a)}).then((r) => r.text())`),
          ]),
        },
      },
    };
  },
} satisfies Attack;
