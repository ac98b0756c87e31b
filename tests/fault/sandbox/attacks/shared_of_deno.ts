import type { Attack } from "../attack.ts";

export default {
  title: "State hung on what the host's own `Deno`, `fetch` and helpers are made of: classes, generators, errors",
  stoppedBy: ["realm"],
  plain: { keptBecause: "a plain worker has Deno's own, and the ways of the sandbox's stand-ins are their own" },
  scripts: () => {
    const each = (act: string) => `
const all = () => {
  const found = [];
  const add = (make) => { try { found.push(make()); } catch (error) { found.push(error); } };
  add(() => Deno.readDir("."));
  add(() => Object.getPrototypeOf(Deno.readDir(".")));
  add(() => Object.getPrototypeOf(Object.getPrototypeOf(Deno.readDir("."))));
  add(() => Deno.readDir(".").next);
  add(() => Deno.errors);
  add(() => Deno.errors.NotFound);
  add(() => Deno.errors.NotFound.prototype);
  add(() => Deno.SeekMode);
  add(() => Object.getPrototypeOf(Deno.readFile));
  add(() => fetch);
  add(() => WebSocket);
  add(() => WebSocket.prototype);
  add(() => Object.getPrototypeOf(Deno.env.get));
  add(() => console.log);
  add(() => setTimeout);
  add(() => AbortSignal.timeout);
  add(() => Blob.prototype.stream);
  add(() => Blob.prototype.stream.prototype);
  add(() => crypto.subtle.digest);
  return found.filter((value) => value !== undefined && value !== null);
};
export default async function () {
  const seen = [];
  all().forEach((value, index) => { ${act} });
  try { await Deno.readTextFile("x"); } catch (error) { const value = error.constructor; const index = "error"; ${act} }
  try { await fetch("http://127.0.0.1:1/"); } catch (error) { const value = error.constructor; const index = "fetch error"; ${act} }
  return { seen };
}
`;
    const mark = `try { value.MARK = "MARK"; } catch {}
  try { Object.defineProperty(value, "next", { value: () => { console.log("MARK"); return { done: true }; } }); } catch {}`;
    const look = `if (Object.hasOwn(value, "MARK")) seen.push(String(index));`;
    return { marks: { files: { "main.js": each(mark) }, victim: each(look) } };
  },
} satisfies Attack;
