import assert from "node:assert/strict";
import { parseRecords } from "./refused_call.ts";

const record = (arch: string, call: number, comm = '"unshare"') =>
  `<5>[53233.175424] audit: type=1326 audit(1795313486.593:27): auid=4294967295 uid=0 gid=0 ses=4294967295 pid=6212 comm=${comm} ` +
  `exe="/usr/bin/unshare" sig=31 arch=${arch} syscall=${call} compat=0 ip=0x7fc21ab8f0f7 code=0x80000000\n`;
const ARCH = Deno.build.arch === "x86_64" ? "c000003e" : "c00000b7";

Deno.test("parseRecords() names program and call, and leaves out what is of another architecture", () => {
  const log = `<6>[1.0] usb 1-1: new device\n${record(ARCH, 435)}${record("40000003", 4)}${record(ARCH, 1073741863, "612062")}`;
  assert.deepEqual(parseRecords(log), [
    { ms: 1795313486593, pid: 6212, program: "unshare", call: "clone3" },
    { ms: 1795313486593, pid: 6212, program: "unshare", call: undefined },
    { ms: 1795313486593, pid: 6212, program: "a b", call: undefined },
  ]);
});
