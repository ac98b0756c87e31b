import assert from "node:assert/strict";
import fc from "fast-check";
import { parseIpAddress, parseNetPattern, type PermissionKind, permissionProblem } from "../../src/core/mod.ts";
import { isWithin } from "../../src/sandbox/broker/policy_paths.ts";
import { NetRules } from "../../src/sandbox/broker/policy_net.ts";

const KINDS: readonly PermissionKind[] = ["read", "write", "net", "env", "run", "import", "sys", "ffi"];
const text = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[a-z0-9.:*/[\]~$=%@-]{0,20}$/));

Deno.test("permissionProblem() never throws and its words hold no line break and no NUL", () => {
  fc.assert(fc.property(fc.constantFrom(...KINDS), text, (kind, pattern) => {
    const problem = permissionProblem(kind, pattern);
    if (problem !== undefined) assert.doesNotMatch(problem.message, /[\0\r\n]/);
  }));
});

Deno.test("what parseNetPattern() takes for one host allows that host and no longer one", () => {
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 65535 }), (host, port) => {
    const pattern = parseNetPattern(host);
    if ("message" in pattern || pattern.target.kind !== "host") return;
    const rules = new NetRules([host], true);
    const asked = pattern.port ?? port;
    assert.ok(rules.allowsHost(pattern.target.name, asked));
    assert.ok(rules.allowsAddress(pattern.target.name, asked, "192.0.2.1"));
    assert.ok(!rules.allowsHost(`x${pattern.target.name}`, asked) && !rules.allowsHost(`${pattern.target.name}.x`, asked));
    assert.ok(!rules.allowsHost(`x.${pattern.target.name}`, asked));
  }));
});

Deno.test("parseIpAddress() reads what the runtime's URLs say of an address", () => {
  fc.assert(fc.property(fc.ipV6(), (address) => {
    const bytes = parseIpAddress(address);
    const told = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1);
    assert.deepEqual(bytes, told === undefined ? undefined : parseIpAddress(told));
    assert.ok(bytes !== undefined);
  }));
  fc.assert(fc.property(fc.ipV4(), (address) => assert.equal(parseIpAddress(address)?.join("."), address)));
});

Deno.test("isWithin() holds for what is below a folder and for nothing beside it", () => {
  const name = fc.stringMatching(/^[a-z ]{1,5}$/);
  fc.assert(fc.property(fc.array(name, { maxLength: 4 }), fc.array(name, { maxLength: 4 }), (above, below) => {
    const folder = `/${above.join("/")}`;
    const path = `/${[...above, ...below].join("/")}`;
    assert.ok(isWithin(path, folder));
    assert.equal(isWithin(folder, path), below.length === 0);
    if (above.length > 0) assert.ok(!isWithin(`${folder}x`, folder));
  }));
});
