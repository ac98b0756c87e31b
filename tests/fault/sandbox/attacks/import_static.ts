import type { Attack } from "../attack.ts";

const REACH = "export default () => ({ got: JSON.stringify(found) + String(Object.keys(found)) });\n";
const json = ' with { type: "json" }';

export default {
  title: "Static import of outside `.json`, `.js`, `.wasm`: relative, absolute, by address, through a link, escaped",
  stoppedBy: ["guard", "kernel"],
  plain: "works compiled",
  scripts({ outside }) {
    const from = (specifier: string, attributes = "") => ({
      files: { "main.js": `import * as found from ${JSON.stringify(specifier)}${attributes};\n${REACH}` },
    });
    return {
      "relative json": from("../outside/secret.json", json),
      "relative js": from("../outside/secret.js"),
      "relative wasm": from("../outside/secret.wasm"),
      "absolute json": from(`${outside}/secret.json`, json),
      "address of json": from(`file://${outside}/secret.json`, json),
      "address of js": from(`file://${outside}/secret.js`),
      "address of wasm": from(`file://${outside}/secret.wasm`),
      "address with a host": from(`file://localhost${outside}/secret.json`, json),
      "escaped dots": from("./%2e%2e/outside/secret.json", json),
      "escaped slash": from("./..%2foutside%2fsecret.json", json),
      "link to json": { ...from("./link.json", json), links: { "link.json": `${outside}/secret.json` } },
      "link to js": { ...from("./link.js"), links: { "link.js": `${outside}/secret.js` } },
      "link to a folder": { ...from("./link/secret.js"), links: { link: outside } },
      "text": from("../outside/secret.txt", ' with { type: "text" }'),
      "bytes": from(`file://${outside}/secret.txt`, ' with { type: "bytes" }'),
      "re-export": {
        files: { "main.js": `export * from "file://${outside}/secret.js"; export { default } from "file://${outside}/secret.js";` },
      },
      "error text": from(`file://${outside}/secret.txt`, json),
      "environment of the process": from("file:///proc/self/environ"),
      "memory of the process": from("file:///proc/self/maps"),
    };
  },
} satisfies Attack;
