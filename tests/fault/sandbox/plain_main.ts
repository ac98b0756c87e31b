/**
 * What the sandbox is compared with: a worker without permissions (save to read the script's own folder), that runs the script and then the
 * next one. Reads `{ folder, victim }` from its arguments; prints what came of both as one line of JSON.
 */
const [folder = "", timeMs = "1000"] = Deno.args;
const isSource = import.meta.url.endsWith(".ts");
const entry = new URL(isSource ? "./plain_worker.ts" : "./src/sandbox/host/worker.js", import.meta.url);
const worker = new Worker(entry, { type: "module", deno: { permissions: { read: [folder], ...(isSource ? { import: true } : {}) } } });
let told: unknown = { status: "silent" };
const tell = (message: unknown) => {
  console.log(`\n${JSON.stringify(message)}`);
  Deno.exit();
};
worker.onmessage = ({ data }) => {
  told = data;
  if (typeof data === "object" && data !== null && "victim" in data) tell(data);
};
worker.onerror = (event) => {
  event.preventDefault();
  tell({ status: "dead", message: event.message });
};
worker.postMessage(folder);
setTimeout(() => tell(told), Number(timeMs));
