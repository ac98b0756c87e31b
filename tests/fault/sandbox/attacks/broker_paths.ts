import { type Attack, trying } from "../attack.ts";

/** With the whole folder granted, everything beside it is still nobody's business. */
export default {
  title:
    "Paths out of a granted folder: `..`, absolute, addresses, links (also dangling and to folders), `/proc`, devices, odd path values",
  stoppedBy: ["broker"],
  plain: { keptBecause: "the broker's paths are its own; of Deno's, links out of a granted folder are followed" },
  scripts({ folder, outside }) {
    const permissions = { read: ["."], write: ["."] };
    const ways = [
      `${outside}/secret.txt`,
      "../outside/secret.txt",
      "./x/../../outside/secret.txt",
      `${folder}/../outside/secret.txt`,
      "link.txt",
      "link/secret.txt",
      "./link/../secret.txt",
      "link/../outside/secret.txt",
      "chain.txt",
      `/proc/self/root${outside}/secret.txt`,
      `/proc/self/cwd/../outside/secret.txt`,
      "/proc/self/environ",
      "/proc/1/environ",
      "/dev/stdin",
      "/dev/fd/0",
      `//${outside}/secret.txt`,
      `${outside}/secret.txt\0.txt`,
      "%2e%2e/outside/secret.txt",
    ];
    const links = {
      "link.txt": `${outside}/secret.txt`,
      link: outside,
      "chain.txt": "chain2.txt",
      "chain2.txt": "link/secret.txt",
      "dangling": `${outside}/pwned`,
    };
    const files = { "own.txt": "own", "x/y.txt": "y" };
    const all = (make: (path: string) => string) => ways.map((path) => make(JSON.stringify(path)));
    return {
      read: {
        permissions,
        links,
        files: {
          ...files,
          "main.js": trying([
            ...all((path) => `Deno.readTextFile(${path})`),
            ...all((path) => `Deno.readTextFile(new URL("file://" + ${path}))`),
            ...all((path) =>
              `Deno.open(${path}).then(async (f) => new TextDecoder().decode((await new Response(f.readable).arrayBuffer()).slice(0, 1000)))`
            ),
          ]),
        },
      },
      look: {
        permissions,
        links,
        files: {
          ...files,
          "main.js": trying([
            `Array.fromAsync(Deno.readDir("../outside"), ({ name }) => name).then((names) => { if (names.length > 0) console.log("BROKEN", names); })`,
            `Array.fromAsync(Deno.readDir("link"), ({ name }) => name).then((names) => { if (names.length > 0) console.log("BROKEN", names); })`,
            `Deno.stat("../outside/secret.txt").then((info) => console.log("BROKEN", info.size))`,
            `Deno.stat("link.txt").then((info) => console.log("BROKEN", info.size))`,
            `Deno.stat("/proc/self/exe").then((info) => console.log("BROKEN", info.size))`,
          ]),
        },
      },
      write: {
        permissions,
        links,
        files: {
          ...files,
          "main.js": trying([
            ...["../outside/pwned", `${outside}/pwned`, "link/pwned", "dangling", "x/../../outside/pwned"].flatMap((path) => [
              `Deno.writeTextFile("${path}", "x")`,
              `Deno.writeTextFile("${path}", "x", { append: true })`,
              `Deno.writeTextFile("${path}", "x", { createNew: true })`,
              `Deno.open("${path}", { write: true, create: true }).then((f) => f.close())`,
              `Deno.mkdir("${path}")`,
              `Deno.mkdir("${path}/deep", { recursive: true })`,
              `Deno.rename("own.txt", "${path}")`,
            ]),
            `Deno.writeTextFile("link.txt", "x")`,
            `Deno.open("link.txt", { write: true, truncate: true }).then((f) => f.close())`,
            `Deno.remove("link/secret.txt")`,
            `Deno.remove("../outside", { recursive: true })`,
            `Deno.remove("link/", { recursive: true })`,
            `Deno.remove("link", { recursive: true })`,
            `Deno.rename("../outside/secret.txt", "taken.txt").then(() => Deno.readTextFile("taken.txt"))`,
            `Deno.rename("chain2.txt", "own2.txt").then(() => Deno.readTextFile("own2.txt"))`,
          ]),
        },
      },
      odd: {
        permissions,
        links,
        files: {
          ...files,
          "main.js": trying([
            `Deno.readTextFile({ toString: (() => { let n = 0; return () => n++ === 0 ? "own.txt" : "../outside/secret.txt"; })() })`,
            `Deno.readTextFile(["../outside/secret.txt"])`,
            `Deno.readTextFile(new String("../outside/secret.txt"))`,
            `Deno.readTextFile(new Proxy(new URL("file:///own.txt"), {}))`,
            `Deno.readTextFile(Object.assign(new URL("file://${folder}/own.txt"), { toString: () => "${outside}/secret.txt" })).then((text) => text)`,
            `Deno.readTextFile(new (class extends URL { get href() { return "file://${outside}/secret.txt"; } get pathname() { return "${outside}/secret.txt"; } })("file://${folder}/own.txt"))`,
            `Deno.open("own.txt").then((f) => { const g = Object.create(Object.getPrototypeOf(f)); return g.read(new Uint8Array(9)); })`,
            `Deno.open("own.txt").then((f) => { f.close(); return f.read(new Uint8Array(9)); })`,
          ]),
        },
      },
    };
  },
  breach: ({ output }) => output.includes("BROKEN") ? `what is outside was seen: ${output}` : undefined,
} satisfies Attack;
