import assert from "node:assert/strict";
import { joinFragments, type KernelMessage, parseKernelRecord, recordTime } from "./kernel_record.ts";

Deno.test("parseKernelRecord() reads what the kernel's documentation shows, and what it may add", async (t) => {
  const cases: readonly (readonly [string, string, Partial<KernelMessage>])[] = [
    ["the documented one", "7,160,424069,-;pci_root PNP0A03:00: host bridge\n SUBSYSTEM=acpi\n DEVICE=+acpi:PNP0A03:00\n", {
      sequence: 160,
      priority: 7,
      ms: 424.069,
      text: "pci_root PNP0A03:00: host bridge",
      isKernels: true,
      isFragment: false,
    }],
    ["a program's", "14,5,1000,-;hello\n", { priority: 6, isKernels: false, text: "hello" }],
    ["more in front", "4,5,1000,c,caller=T1;go on; on\n", { isFragment: true, text: "go on; on" }],
    ["an older fragment", "4,5,1000,+;on\n", { isFragment: true }],
    ["no text", "6,5,1000,-;\n", { text: "" }],
    ["escapes", "6,5,1000,-;a\\x5cx41 \\xc3\\xa9 \\xe2\\x98\\x83 \\x1b[1m\\x0ab \\xff\n", { text: "a\\x41 é ☃ \x1b[1m\nb \ufffd" }],
  ];
  for (const [name, record, wanted] of cases) {
    await t.step(name, () => {
      const message = parseKernelRecord(record);
      assert.deepEqual({ ...message, ...wanted }, message);
      assert.equal(recordTime(record), message?.ms);
    });
  }
  for (const record of ["", "\n", "hello", "6,5", "6,5,1000", "x,5,1000,-;no"]) assert.equal(parseKernelRecord(record), undefined);
});

Deno.test("joinFragments() puts fragments behind what they go on with", () => {
  const messages = ["6,1,10,-;a", "6,2,20,c; b", "6,3,30,c; c", "6,4,40,-;d"].map(parseKernelRecord).filter((message) =>
    message !== undefined
  );
  assert.deepEqual(joinFragments(messages).map(({ text, ms }) => [text, ms]), [["a b c", 0.01], ["d", 0.04]]);
  assert.deepEqual(joinFragments(messages.slice(1, 2)).map(({ text }) => text), [" b"]);
});
