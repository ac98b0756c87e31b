import assert from "node:assert/strict";
import { scanPowerShell } from "./scan_powershell.ts";

function outcomes(text: string): string[] {
  return scanPowerShell(text).slots.map((slot) => {
    if (slot.refusal !== undefined) return slot.refusal.code.replace("template_shell_", "!");
    return slot.need === undefined ? slot.form : `${slot.form}:${slot.need.kind}`;
  });
}

Deno.test("scanPowerShell() tells how each expression stands", async (t) => {
  const cases: readonly (readonly [text: string, ...outcomes: string[]])[] = [
    ["Write-Output {{ x }}", "word"],
    ["$a = {{ x }}; $b={{ y }}", "word", "word"],
    ["f({{ x }}, {{ y }})", "word", "word"],
    ['"{{ x }} $(f {{ y }}) ""{{ z }}"""', "inside", "word", "inside"],
    ["'{{ x }} ''{{ y }}' {{ z }}", "!quoted", "!quoted", "word"],
    ['@"\n{{ x }} "{{ y }}"\n"@ {{ z }}', "inside", "inside", "word"],
    ["@'\n{{ x }}\n'@\nf {{ y }}", "!quoted", "word"],
    ["f # {{ x }}\nf <# {{ y }} #> {{ z }}", "word"],
    ["& {{ x }}", "!command"],
    [". {{ x }}", "!command"],
    ["f a{{ x }}", "!place"],
    ["f {{ x }}.txt", "!place"],
    ["${{ x }}", "!place"],
    ["iex {{ x }}", "word:inert"],
    ['Invoke-Expression "{{ x }}"', "inside:inert"],
    ['f "a`"{{ x }}"', "inside"],
    ["'{{ '{{' }}'", "literal"],
  ];
  for (const [text, ...expected] of cases) await t.step(JSON.stringify(text), () => assert.deepEqual(outcomes(text), expected));
});

Deno.test("scanPowerShell() stops at a `{{` that nothing closes", () => {
  assert.equal(scanPowerShell("f {{ x").unclosed, 2);
});
