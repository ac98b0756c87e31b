import assert from "node:assert/strict";
import { type LogPlace, parseLogPlace } from "./log_place.ts";

Deno.test("parseLogPlace() tells files, the kernel's log and the journal apart", async (t) => {
  const cases: readonly (readonly [string, LogPlace])[] = [
    ["/var/log/a b.log", { kind: "file", path: "/var/log/a b.log" }],
    ["./dmesg", { kind: "file", path: "./dmesg" }],
    ["dmesg.log", { kind: "file", path: "dmesg.log" }],
    ["dmesg", { kind: "kernel" }],
    [" dmesg  priority=err", { kind: "kernel", priority: 3 }],
    ["dmesg priority=0", { kind: "kernel", priority: 0 }],
    ["journald", { kind: "journal" }],
    ["journald priority=warning unit=app-*.service", { kind: "journal", priority: 4, unit: "app-*.service" }],
    ["journald folder=/var/log/journal unit=a=b", { kind: "journal", unit: "a=b", folder: "/var/log/journal" }],
  ];
  for (const [text, place] of cases) await t.step(text, () => assert.deepEqual(parseLogPlace(text), { place }));
});

Deno.test("parseLogPlace() says what is wrong with a name that is no file's, and what to write", async (t) => {
  const cases: readonly (readonly [string, RegExp, RegExp])[] = [
    ["journald nginx", /has no "nginx"/, /followed by unit=nginx.*"\.\/journald/],
    ["journald unti=nginx", /has no "unti"/, /Did you mean "unit="/],
    ["dmesg unit=nginx", /has no "unit"/, /priority=err/],
    ["dmesg =err", /has no "=err"/, /priority=err/],
    ["journald unit=", /"unit" of "journald" is empty/, /unit=nginx/],
    ["dmesg priority=err priority=info", /stands twice/, /one out/],
    ["dmesg priority=eror", /no priority "eror"/, /Did you mean "err"/],
    ["dmesg priority=8", /no priority "8"/, /One of emerg, alert/],
    ["dmesg priority=constructor", /no priority/, /One of/],
    ["dmesg __proto__=1", /has no "__proto__"/, /priority=err/],
  ];
  for (const [text, message, hint] of cases) {
    await t.step(text, () => {
      const parsed = parseLogPlace(text);
      assert.ok("problem" in parsed);
      assert.match(parsed.problem.message, message);
      assert.match(parsed.problem.hint, hint);
    });
  }
});
