import { type Attack, trying } from "../attack.ts";

export default {
  title: "Dynamic import of outside files, `node:`, `npm:`, `jsr:`, `data:`, `blob:`, `http:`, `ext:`",
  stoppedBy: ["guard", "kernel", "worker"],
  plain: "works compiled",
  scripts({ outside, server }) {
    const read = (specifier: string, type?: string) =>
      `import(${JSON.stringify(specifier)}${
        type === undefined ? "" : `, { with: { type: "${type}" } }`
      }).then((found) => JSON.stringify(found))`;
    return {
      "files": {
        files: {
          "main.js": trying([
            read(`file://${outside}/secret.json`, "json"),
            read(`file://${outside}/secret.js`),
            read(`file://${outside}/secret.wasm`),
            read(`file://${outside}/secret.txt`, "text"),
            read(`file://${outside}/secret.txt`, "json"),
            read(`${outside}/secret.js`),
            read("file:///proc/self/environ"),
            `import("file://${outside}/secret.wasm").then((found) => Object.keys(found))`,
          ]),
        },
      },
      "elsewhere": {
        files: {
          "main.js": trying([
            read(`${server}/x.js`),
            read(`data:text/javascript,export default "x"`),
            read(`data:application/json,{}`, "json"),
            `import(URL.createObjectURL(new Blob(["export default 1"], { type: "text/javascript" }))).then(String)`,
            read("npm:left-pad@1.3.0"),
            read("jsr:@std/assert"),
            read("ext:core/mod.js"),
            read("ext:core/ops"),
            read("checkin:x"),
          ]),
        },
      },
      "node": {
        files: {
          "main.js": trying([
            `import("node:fs").then((fs) => fs.readFileSync("${outside}/secret.txt", "utf8"))`,
            `import("node:fs").then((fs) => fs.writeFileSync("${outside}/pwned", "x"))`,
            `import("node:fs").then((fs) => fs.readFileSync("/proc/self/environ", "utf8"))`,
            `import("node:fs").then((fs) => fs.readlinkSync("/proc/self/exe"))`,
            `import("node:fs").then((fs) => fs.createReadStream("${outside}/secret.txt").toArray())`,
            `import("node:child_process").then((m) => m.execFileSync("cat", ["${outside}/secret.txt"], { encoding: "utf8" }))`,
            `import("node:child_process").then((m) => m.fork("${outside}/secret.js"))`,
            `import("node:module").then((m) => m.createRequire("${outside}/x.js")("./secret.json"))`,
            `import("node:process").then((m) => m.default.env.CANARY)`,
            `import("node:process").then((m) => m.default.getBuiltinModule("fs").readFileSync("${outside}/secret.txt", "utf8"))`,
            `import("node:process").then((m) => m.default.binding("fs").open("${outside}/secret.txt", 0, 0))`,
            `import("node:process").then((m) => m.default.kill(m.default.ppid, "SIGKILL"))`,
            `import("node:process").then((m) => m.default.chdir("${outside}"))`,
            `import("node:os").then((m) => [m.hostname(), m.userInfo().username])`,
            `import("node:net").then((m) => new Promise((resolve) => { const s = m.connect(${
              new URL(server).port
            }, "127.0.0.1", () => { s.write("GET ${
              new URL(server).pathname
            } HTTP/1.0\\r\\n\\r\\n"); s.on("data", (d) => resolve("" + d)); }); s.on("error", (e) => resolve(e.message)); }))`,
            `import("node:http").then((m) => new Promise((resolve) => m.get("${server}", resolve).on("error", (e) => resolve(e.message))))`,
            `import("node:dgram").then((m) => new Promise((resolve) => m.createSocket("udp4").on("error", (e) => resolve(e.message)).send("x", 9, "127.0.0.1", resolve)))`,
            `import("node:dns/promises").then((m) => m.lookup("localhost"))`,
            `import("node:sqlite").then((m) => new m.DatabaseSync("${outside}/pwned.db").exec("create table x(y)"))`,
            `import("node:worker_threads").then((m) => new Promise((resolve) => new m.Worker("require('fs').writeFileSync('${outside}/pwned','x')", { eval: true }).on("error", (e) => resolve(e.message)).on("exit", resolve)))`,
            `import("node:vm").then((m) => m.runInNewContext("typeof Deno"))`,
            `import("node:inspector").then((m) => m.open(0))`,
            `import("node:v8").then((m) => m.writeHeapSnapshot("${outside}/pwned.heapsnapshot"))`,
          ]),
        },
      },
    };
  },
} satisfies Attack;
