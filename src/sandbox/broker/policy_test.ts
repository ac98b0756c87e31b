import assert from "node:assert/strict";
import type { Ceiling, Permissions } from "../../core/mod.ts";
import { type Decision, Policy } from "./policy.ts";

function policyOf(permissions: "none" | Permissions, ceiling?: Partial<Ceiling["grants"]>): Policy {
  return new Policy({
    permissions,
    folder: "/work",
    path: "/bin",
    ceiling: ceiling && { grants: ceiling, folder: "/home/op", path: "/usr/bin" },
    realPath: (path) => path.startsWith("/work/link") ? path.replace("/work/link", "/outside") : path,
    findProgram: (name, path) => name === "none" ? undefined : `${path}/${name}`,
  });
}

function read(policy: Policy, real: string, absolute = real): Decision {
  return policy.path({ access: "read", real, absolute, written: absolute });
}

function messageOf(decision: Decision): string {
  return decision.allowed ? "allowed" : `${decision.by}: ${decision.message}`;
}

Deno.test("Policy.path() allows what lies within a granted path and nothing beside it", async (t) => {
  const rows: readonly (readonly [Permissions["read"], real: string, boolean])[] = [
    [["data"], "/work/data", true],
    [["./data/"], "/work/data/x", true],
    [["data"], "/work/database", false],
    [["data"], "/work/data2/x", false],
    [["data"], "/work", false],
    [["/"], "/etc/passwd", true],
    [["."], "/work/a/b", true],
    [["../shared"], "/shared/x", true],
    [["link"], "/outside/x", true],
    [["link"], "/work/link/x", false],
    [[], "/work/x", false],
    [false, "/work/x", false],
    [true, "/anything", true],
    [true, "/proc/1/environ", false],
    [true, "/dev/shm/x", false],
    [true, "/sys/kernel", false],
    [["/"], "/proc/1/environ", false],
    [["/proc/loadavg"], "/proc/loadavg", true],
    [["/proc"], `/proc/${Deno.pid}/environ`, false],
    [["/proc"], `/proc/${Deno.pid}/task/1/mem`, false],
    [[`/proc/${Deno.pid}/environ`], `/proc/${Deno.pid}/environ`, false],
    [["/proc"], `/proc/${Deno.pid}0/status`, true],
    [["/dev/shm"], "/dev/shm/x", true],
  ];
  for (const [grant, real, allowed] of rows) {
    await t.step(`${JSON.stringify(grant)} ${real}`, () => {
      assert.equal(read(policyOf(grant === undefined ? {} : { read: grant }), real).allowed, allowed);
    });
  }
});

Deno.test("Policy.path() names the resource and the line to add when it refuses", () => {
  const none = policyOf("none");
  assert.equal(
    messageOf(none.path({ access: "read", real: "/work/data/x.csv", absolute: "/work/data/x.csv", written: "data/x.csv" })),
    'document: Requires read access to "data/x.csv"; add it to the task: permissions: { read: [data/x.csv] }',
  );
  assert.match(
    messageOf(none.path({ access: "write", real: "/tmp/a, b", absolute: "/tmp/a, b", written: "/tmp/a, b" })),
    /write: \["\/tmp\/a, b"\]/,
  );
});

Deno.test("Policy.path() does not tell where a link leads when it refuses", () => {
  const message = messageOf(read(policyOf({ read: ["data"] }), "/secret/place", "/work/data/link"));
  assert.match(message, /a link leads out of what is granted/);
  assert.doesNotMatch(message, /secret/);
});

Deno.test("Policy.path() allows what document and operator both allow", () => {
  const policy = policyOf({ read: ["data", "/srv"] }, { read: ["/srv", "/work/data/public"] });
  assert.ok(read(policy, "/srv/x").allowed);
  assert.ok(read(policy, "/work/data/public/x").allowed);
  assert.match(messageOf(read(policy, "/work/data/x")), /^operator: .* which the operator's --allow-read does not include$/);
  assert.match(messageOf(read(policy, "/home/x")), /^document: /);
  assert.ok(!read(policyOf({ read: true }, {}), "/work/x").allowed);
  assert.ok(!policyOf({ read: true }, {}).grants("read"));
  assert.ok(policyOf({ read: true }, { read: true }).grants("read"));
});

Deno.test("Policy.host() and address() allow what a pattern names", async (t) => {
  const rows: readonly (readonly [Permissions["net"], host: string, port: number, address: string, host: boolean, address: boolean])[] = [
    [["example.org"], "example.org", 443, "192.0.2.1", true, true],
    [["example.org"], "EXAMPLE.ORG.", 443, "192.0.2.1", true, true],
    [["example.org:443"], "example.org", 80, "192.0.2.1", false, false],
    [["example.org"], "a.example.org", 443, "192.0.2.1", false, false],
    [["example.org"], "example.org.evil.example", 443, "192.0.2.1", false, false],
    [["*.example.org"], "a.b.example.org", 1, "192.0.2.1", true, true],
    [["*.example.org"], "example.org", 1, "192.0.2.1", false, false],
    [["*.example.org"], "evilexample.org", 1, "192.0.2.1", false, false],
    [["192.0.2.0/24"], "any.example", 1, "192.0.2.9", true, true],
    [["192.0.2.0/24"], "any.example", 1, "192.0.3.9", true, false],
    [["192.0.2.0/24:80"], "any.example", 81, "192.0.2.9", false, false],
    [["192.0.2.1"], "192.0.2.1", 1, "192.0.2.1", true, true],
    [["::ffff:192.0.2.1"], "192.0.2.1", 1, "::ffff:192.0.2.1", true, true],
    [["2001:db8::/32"], "[2001:db8::5]", 1, "2001:db8::5", true, true],
    [true, "example.org", 1, "192.0.2.1", true, true],
    [true, "example.org", 1, "10.0.0.1", true, true],
    // A name that an attacker lets point to this machine.
    [true, "rebind.example", 1, "127.0.0.1", true, false],
    [["rebind.example"], "rebind.example", 1, "127.0.0.1", true, false],
    [["rebind.example"], "rebind.example", 1, "::1", true, false],
    [["rebind.example"], "rebind.example", 1, "::ffff:127.0.0.1", true, false],
    [["rebind.example"], "rebind.example", 1, "0.0.0.0", true, false],
    [["rebind.example"], "rebind.example", 1, "169.254.169.254", true, false],
    [["rebind.example", "127.0.0.1"], "rebind.example", 1, "127.0.0.1", true, true],
    [true, "127.0.0.1", 1, "127.0.0.1", false, false],
    [true, "[::1]", 1, "::1", false, false],
    [["0.0.0.0/0", "::/0"], "127.0.0.1", 1, "127.0.0.1", false, false],
    [["0.0.0.0/0", "::/0"], "::1", 1, "::1", false, false],
    [["127.0.0.0/8"], "127.9.9.9", 1, "127.9.9.9", true, true],
    [["127.0.0.1:80"], "127.0.0.1", 81, "127.0.0.1", false, false],
    [["localhost:8080"], "localhost", 8080, "127.0.0.1", true, true],
    [["localhost:8080"], "localhost", 8080, "::1", true, true],
    [["localhost:8080"], "localhost", 8080, "169.254.169.254", true, false],
    [["localhost"], "127.0.0.1", 80, "127.0.0.1", false, false],
    [["169.254.169.254"], "169.254.169.254", 80, "169.254.169.254", true, true],
    [["example.org"], "example.org", 80, "nonsense", true, false],
    [["https://example.org"], "example.org", 443, "192.0.2.1", false, false],
    [[], "example.org", 1, "192.0.2.1", false, false],
  ];
  for (const [grant, host, port, address, mayAsk, mayConnect] of rows) {
    await t.step(`${JSON.stringify(grant)} ${host}:${port} ${address}`, () => {
      const policy = policyOf(grant === undefined ? {} : { net: grant });
      assert.equal(policy.host(host, port).allowed, mayAsk);
      assert.equal(policy.address(host, port, address).allowed, mayConnect);
    });
  }
});

Deno.test("Policy.host() and address() tell what to add when they refuse", () => {
  const none = policyOf("none");
  assert.match(
    messageOf(none.host("api.example.com", 443)),
    /Requires net access to "api.example.com:443"; .*net: \[api.example.com:443\]/,
  );
  assert.match(messageOf(none.host("::1", 443)), /a loopback address, which has to be named; .*net: \["\[::1\]:443"\]/);
  assert.match(
    messageOf(policyOf({ net: true }).address("a.example", 80, "127.0.0.1")),
    /"127.0.0.1:80" \(an address of "a.example"\), a loopback/,
  );
  assert.match(messageOf(policyOf({ net: true }, { net: ["b.example"] }).host("a.example", 80)), /^operator: .*--allow-net/);
  assert.ok(policyOf({ net: ["127.0.0.1"] }, { net: true }).host("127.0.0.1", 1).allowed);
  assert.ok(!policyOf({ net: ["127.0.0.1"] }, { net: ["*.example.org"] }).host("127.0.0.1", 1).allowed);
});

Deno.test("Policy.variable() allows names and beginnings that are granted", () => {
  const policy = policyOf({ env: ["HOME", "API_*"] });
  assert.ok(policy.variable("HOME").allowed);
  assert.ok(policy.variable("API_KEY").allowed);
  assert.ok(!policy.variable("HOMEX").allowed);
  assert.ok(!policy.variable("home").allowed);
  assert.match(messageOf(policy.variable("TOKEN")), /Requires env access to "TOKEN"; .*env: \[TOKEN\]/);
});

Deno.test("Policy.program() compares the file and not where its link leads", () => {
  const policy = policyOf({ run: ["git", "tools/report", "none"] });
  assert.ok(policy.program("/bin/git", "git").allowed);
  assert.ok(policy.program("/work/tools/report", "./tools/report").allowed);
  assert.ok(!policy.program("/work/git", "./git").allowed);
  assert.ok(!policy.program("/bin/sh", "sh").allowed);
  assert.ok(policy.program(undefined, "none").allowed);
  assert.ok(!policy.program(undefined, "other").allowed);
  assert.match(messageOf(policy.program("/bin/sh", "sh")), /Requires run access to "sh"; .*run: \[sh\]/);
  assert.ok(!policy.everyProgram("LD_PRELOAD").allowed);
  assert.ok(policyOf({ run: true }).everyProgram("LD_PRELOAD").allowed);
});

Deno.test("Policy.program() looks the operator's names up in the operator's PATH", () => {
  // The document's PATH leads to a program of its own by a name that the operator trusts.
  const policy = policyOf({ run: ["git"] }, { run: ["git"] });
  assert.match(messageOf(policy.program("/bin/git", "git")), /^operator: /);
});
