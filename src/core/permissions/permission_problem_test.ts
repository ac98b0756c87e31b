import assert from "node:assert/strict";
import type { PermissionKind } from "./permission_kind.ts";
import { permissionProblem } from "./permission_problem.ts";

const GOOD: Readonly<Record<PermissionKind, readonly string[]>> = {
  read: [".", "./data", "data/x.csv", "/srv/data", "../shared", "a b", "~a/../x".slice(2), "C:\\data", "ünï"],
  write: ["./out"],
  net: [
    "example.org",
    "EXAMPLE.org.",
    "example.org:443",
    "*.example.org",
    "*.example.org:8080",
    "localhost:1",
    "my_host",
    "127.0.0.1",
    "127.0.0.1:65535",
    "::1",
    "[::1]",
    "[::1]:80",
    "fe80::1",
    "10.0.0.0/8",
    "10.0.0.0/8:443",
    "0.0.0.0/0",
    "fd00::/8",
    "::/0",
    "bücher.example",
  ],
  env: ["HOME", "API_*", "npm_config_x", "a.b"],
  run: ["git", "./tools/report", "/usr/bin/git", "/opt/my app/run"],
  import: ["esm.example.com"],
  sys: ["hostname"],
  ffi: ["./libx.so"],
};

Deno.test("permissionProblem() finds nothing when a pattern can match", async (t) => {
  for (const [kind, patterns] of Object.entries(GOOD)) {
    for (const pattern of patterns) {
      await t.step(`${kind} ${pattern}`, () => assert.equal(permissionProblem(kind as PermissionKind, pattern), undefined));
    }
  }
});

const BAD: readonly (readonly [PermissionKind, pattern: string, message: RegExp, hint: RegExp])[] = [
  ["read", "", /empty/, /Write \./],
  ["read", "~", /only shells know/, /absolute/],
  ["read", "~/data", /only shells know/, /absolute/],
  ["read", "~root/x", /only shells know/, /absolute/],
  ["read", "file:///srv/a%20b", /a URL/, /Write the path: \/srv\/a b/],
  ["read", "FILE:/srv", /a URL/, /\/srv/],
  ["read", "https://example.org/x", /URL/, /net/],
  ["read", "a\0b", /NUL/, /Remove/],
  ["write", "data/*.csv", /wildcards/, /Write the folder: data\//],
  ["net", "", /no name/, /api\.example\.com/],
  ["net", "https://example.org:8443/x", /URL/, /Write its host alone: example\.org:8443/],
  ["net", "example.org/x", /no range/, /write example\.org/],
  ["net", "*", /no host/, /true/],
  ["net", "*:443", /port of no host/, /Name the hosts/],
  ["net", ":443", /port of no host/, /Name the hosts/],
  ["net", "example.org:0", /1 to 65535/, /:443/],
  ["net", "example.org:65536", /1 to 65535/, /:443/],
  ["net", "example.org:", /1 to 65535/, /:443/],
  ["net", "example.org:80-90", /1 to 65535/, /each, such as example\.org:80/],
  ["net", "example.org:http", /1 to 65535/, /:443/],
  ["net", "a.*.example.org", /\*/, /\*\.example\.com/],
  ["net", "exam*.org", /\*/, /\*\.example\.com/],
  ["net", "*.", /\*/, /\*\.example/],
  ["net", "256.1.1.1", /no host/, /192\.0\.2\.1/],
  ["net", "127.1", /no host/, /192\.0\.2\.1/],
  ["net", "0x7f000001", /no host/, /192\.0\.2\.1/],
  ["net", "1.2.3.04", /no host/, /192\.0\.2\.1/],
  ["net", "10.1.2.3/8", /begins in the middle/, /Write 10\.0\.0\.0\/8/],
  ["net", "10.0.0.0/33", /no range/, /0 to 32/],
  ["net", "10.0.0.0/", /no range/, /0 to 32/],
  ["net", "10.0.0.0/08x", /no range/, /0 to 32/],
  ["net", "fd00::1/8", /begins in the middle/, /Write fd00::\/8/],
  ["net", "fd00::/129", /no range/, /0 to 128/],
  ["net", "[::1", /closing bracket/, /\[::1\]/],
  ["net", "[::1]80", /1 to 65535/, /\[::1\]/],
  ["net", "[localhost]:80", /brackets/, /Write localhost:80/],
  ["net", "[fd00::]/8", /no range|1 to 65535/, /./],
  ["net", "1::2::3", /no IPv6/, /\[::1\]/],
  ["net", "::1%eth0", /no host/, /./],
  ["net", "user@example.org", /no host/, /./],
  ["net", "a b", /no host/, /./],
  ["net", "a\0b", /no host/, /./],
  ["net", "-a.example.org", /no host/, /./],
  ["net", "a..b", /no host/, /./],
  ["net", "x".repeat(64), /no host/, /./],
  ["env", "", /no name/, /API_URL/],
  ["env", "*", /no variable/, /true/],
  ["env", "FOO*BAR", /not its last/, /FOO\*/],
  ["env", "*FOO", /not its last/, /PREFIX_\*/],
  ["env", "FOO=1", /no variable/, /alone: FOO/],
  ["env", "$HOME", /no variable/, /sign: HOME/],
  ["env", "A\0", /no variable/, /alone: A/],
  ["run", "", /no name/, /git/],
  ["run", "*", /no program/, /true/],
  ["run", "git status", /no program/, /arguments: git/],
  ["run", "./tools/", /folder/, /program/],
  ["run", "~/bin/x", /only shells know/, /absolute/],
  ["run", "a\0", /NUL/, /Remove/],
  ["import", "https://esm.example.com/x", /URL/, /esm\.example\.com/],
  ["sys", "hostnam", /no system information/, /hostname\?/],
  ["sys", "", /no system information/, /names/],
  ["ffi", "", /empty/, /./],
];

Deno.test("permissionProblem() says what to write instead when a pattern means nothing", async (t) => {
  for (const [kind, pattern, message, hint] of BAD) {
    await t.step(`${kind} ${JSON.stringify(pattern)}`, () => {
      const problem = permissionProblem(kind, pattern);
      assert.match(problem?.message ?? "none", message);
      assert.match(problem?.hint ?? "none", hint);
      assert.ok(!/[\0\n]/.test(`${problem?.message}${problem?.hint}`));
    });
  }
});
