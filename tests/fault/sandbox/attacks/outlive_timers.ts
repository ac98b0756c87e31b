import type { Attack } from "../attack.ts";

const MARKING = `globalThis.MARK = "MARK"; console.log("MARK");`;
const TRY = `try { ${MARKING} } catch (error) { try { console.log("MARK"); } catch {} }`;

export default {
  title: "Timers, `AbortSignal.timeout` and requests under way that outlive their task and act in the next one",
  stoppedBy: ["host"],
  plain: "works",
  scripts: () => {
    const going = (text: string) => ({ files: { "main.js": `export default async () => { ${text} };` } });
    return {
      interval: going(`setInterval(() => { ${TRY} }, 1);`),
      timeout: going(`setTimeout(() => { ${TRY} }, 10);`),
      "timer in a timer": going(`const again = () => { ${TRY} setTimeout(again, 1); }; again; setTimeout(again, 1);`),
      "abort timeout": going(`AbortSignal.timeout(10).addEventListener("abort", () => { ${TRY} });`),
      "any of timeouts": going(`AbortSignal.any([AbortSignal.timeout(10)]).onabort = () => { ${TRY} };`),
      "stack run out while it starts": going(`
        const deep = (n) => { try { setInterval(() => { ${TRY} }, 1); } catch {} if (n > 0) deep(n - 1); };
        try { deep(1e6); } catch {}
      `),
      "request": going(
        `fetch("http://127.0.0.1:1/").finally(() => { ${TRY} }); try { Deno.readTextFile("x").catch(() => { ${TRY} }); } catch {}`,
      ),
      "cancelled": going(`setInterval(() => { ${TRY} }, 1); throw new Error("x");`),
      "clears the host's": going(
        `for (let id = 0; id < 1e4; id++) { clearTimeout(id); clearInterval(id); } setInterval(() => { ${TRY} }, 1);`,
      ),
    };
  },
} satisfies Attack;
