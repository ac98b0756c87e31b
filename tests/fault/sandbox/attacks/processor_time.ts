import type { Attack } from "../attack.ts";

const busy = (text: string) => ({
  files: { "main.js": `export default async () => { ${text} };` },
  limits: { cpu: 200 },
  ends: /limit_cpu|limit_memory|script_failed/,
});

export default {
  title: "Processor time: regular expressions, big integers, slow comparisons, `JSON`, hashing, many threads' worth of work",
  stoppedBy: ["limits"],
  plain: "works",
  scripts: () => ({
    "regular expression": { ...busy("/^(a+)+$/.test('a'.repeat(60) + 'b');"), ends: /limit_cpu/ },
    "big integer": busy("let n = 3n; for (;;) n = n ** 3n;"),
    "slow comparison": {
      ...busy("Array.from({ length: 1e6 }, Math.random).sort(() => { for (let n = 0; n < 1e6; n++); return 1; });"),
      ends: /limit_cpu/,
    },
    "sort": { ...busy("for (;;) Array.from({ length: 1e6 }, Math.random).sort();"), ends: /limit/ },
    "json": busy("let s = '1'; for (let n = 0; n < 24; n++) s = '[' + s + ',' + s + ']'; for (;;) JSON.parse(s);"),
    "dates": { ...busy("for (;;) new Intl.DateTimeFormat('de', { dateStyle: 'full' }).format(0);"), ends: /limit/ },
    "hashing in threads": {
      ...busy("const b = new Uint8Array(1 << 24); for (;;) await Promise.all([1, 2, 3, 4].map(() => crypto.subtle.digest('SHA-512', b)));"),
      ends: /limit/,
    },
    "key derivation": {
      ...busy(
        "const k = await crypto.subtle.importKey('raw', new Uint8Array(9), 'PBKDF2', false, ['deriveBits']); await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-512', salt: new Uint8Array(9), iterations: 2 ** 31 }, k, 256);",
      ),
      ends: /limit_cpu/,
    },
    "rsa key": busy(
      "for (;;) await crypto.subtle.generateKey({ name: 'RSA-PSS', modulusLength: 8192, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, false, ['sign']);",
    ),
    "proxies": busy("let p = {}; for (let n = 0; n < 1e5; n++) p = new Proxy(p, {}); for (;;) p.x;"),
    "generators": busy("function* g(n) { if (n > 0) yield* g(n - 1); yield n; } for (;;) for (const _ of g(3000));"),
    "array copies": busy("for (;;) new Array(1e7).fill(0).slice();"),
    "url parsing": busy("for (;;) try { new URL('http://' + 'a'.repeat(1e7)); } catch {}"),
    "pattern": busy(
      "for (;;) try { new URLPattern({ pathname: '/:a(' + '(a+)+'.repeat(5) + '$)' }).test({ pathname: '/' + 'a'.repeat(60) + 'b' }); } catch { for (;;); }",
    ),
    "normalize": busy("for (;;) '\\u0344'.repeat(1e6).normalize('NFKD');"),
  }),
} satisfies Attack;
