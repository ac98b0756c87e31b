import assert from "node:assert/strict";
import { parseCheck, parseCheckAt, SUBJECTS } from "./mod.ts";

Deno.test("parseCheck() reads every example of the table as the metric that it stands for", async (t) => {
  for (const subject of SUBJECTS) {
    for (const metric of subject.metrics) {
      await t.step(metric.example, () => {
        const { check, problems } = parseCheck(metric.example);
        assert.deepEqual(problems, []);
        assert.deepEqual([check?.subject, check?.metric], [subject.name, metric.name]);
      });
    }
  }
});

Deno.test("parseCheck() turns a sentence into plain data", () => {
  assert.deepEqual(parseCheck('disk free < 1.5GiB of "/home" for 1m30s then alert "full" else run tidy').check, {
    sentence: 'disk free < 1.5GiB of "/home" for 1m30s',
    subject: "disk",
    metric: "free",
    target: "/home",
    relation: { kind: "compare", operator: "<", value: 1.5 * 1024 ** 3 },
    forMs: 90_000,
    then: { kind: "alert", text: "full" },
    else: { kind: "run", task: "tidy" },
  });
  assert.deepEqual(parseCheck("port 443 is not open else fail").check, {
    sentence: "port 443 is not open",
    subject: "port",
    metric: "open",
    target: 443,
    relation: { kind: "state", negated: true },
    else: { kind: "fail" },
  });
  assert.deepEqual(parseCheck(`log 'a.log' matches r"\\d+ ms" for 10m`).check, {
    sentence: `log 'a.log' matches r"\\d+ ms" for 10m`,
    subject: "log",
    metric: "contents",
    target: "a.log",
    relation: { kind: "matches", text: "\\d+ ms" },
    forMs: 600_000,
    isWindow: true,
  });
});

Deno.test("parseCheck() gives every problem its place and what to write", async (t) => {
  const rows: readonly (readonly [string, ...string[]])[] = [
    ["", "0-0 check_syntax: One of disk,"],
    ["dsik usage > 1%", '0-4 check_subject: Did you mean "disk"?'],
    ["check disk usage > 1%", '0-5 check_subject: Leave "check" out'],
    ["disk usag > 90%", '5-9 check_metric: Did you mean "usage"?'],
    ["disk > 90%", "5-6 check_metric: One of usage, inodes, free"],
    ["disk usage > 90", "13-15 check_unit: Write 90%"],
    ["disk free < 90%", "12-15 check_unit: Write it like 5GiB"],
    ["disk free < 5gb", "12-15 check_unit: Write 5GB"],
    ["disk free < 5 GiB", "12-17 check_unit: Write it like 5GiB"],
    ["load > 4%", "7-9 check_unit: Write 4"],
    ['file "x" age < 2days', "15-20 check_unit: Write 2d"],
    ["disk usage > 150%", "13-17 out_of_range:"],
    ["disk usage > -5%", "13-16 out_of_range:"],
    ["disk usage > ninety", "13-19 check_syntax: For example: 90%"],
    ["disk is full", "5-7 check_relation: For example"],
    ['disk "/var" usage > 90%', "5-11 check_target: Put the path behind"],
    ["service nginx is running", '8-13 check_target: Put the name into quotes: service "nginx"'],
    ["service is running", "7-7 check_target: For example"],
    ['service "nginx" is active', '19-25 check_metric: Did you mean "running"?'],
    ['port "80" is open', "5-9 check_target: Write port 80"],
    ["port 70000 is open", "5-10 out_of_range:"],
    ['log "journald nginx" contains "x"', "4-20 check_target: It may be followed by unit=nginx"],
    ['log "dmesg priority=eror" contains "x"', '4-25 check_target: Did you mean "err"?'],
    ['http "localhost" status == 200', '5-16 check_target: Write http "https://localhost"'],
    ['http "http://x" status = 200', "23-24 check_syntax:"],
    ['memory usage > 90% of "/"', "19-21 check_target:"],
    ["cpu usage > 90% for 5 minutes", "20-29 check_unit: Write 5m"],
    ["cpu usage > 90% for 30h", "20-23 out_of_range:"],
    ['disk usage > 90% for 1m of "/"', "24-26 check_syntax: The order is"],
    ['file "x" exist', '9-14 check_metric: Did you mean "exists"?'],
    ['file "x" size contains "y"', "14-22 check_relation:"],
    ['file "x matches', "5-15 check_syntax:"],
    ["disk usage > 90% then alrt", '22-26 check_syntax: Did you mean "alert"?'],
    ["disk usage > 90% then run a-b", '27-28 check_syntax: For example: run "build-image"'],
    ["disk usage > 90% ; x", "17-18 check_syntax:"],
    // Independent mistakes are told together.
    ["disk usag > 90 then alrt", "5-9 check_metric:", "20-24 check_syntax:"],
    ['memory usage > 90 of "/" for 5', "15-17 check_unit:", "18-20 check_target:", "29-30 check_unit:"],
  ];
  for (const [text, ...expected] of rows) {
    await t.step(text || "nothing", () => {
      const { check, problems } = parseCheck(text);
      assert.equal(check, undefined);
      const found = problems.map(({ span, code, hint = "" }) => `${span.start}-${span.end} ${code}: ${hint}`.trim());
      assert.equal(found.length, expected.length, found.join("\n"));
      for (const [index, line] of expected.entries()) assert.ok(found[index]?.startsWith(line), `${found[index]}\nis not\n${line}`);
    });
  }
});

Deno.test("parseCheckAt() ends where a statement of flow does, and counts in the whole text", async (t) => {
  const rows: readonly (readonly [string, string])[] = [
    ['check disk usage > 90% of "/" then alert "full" # now\n  task a {}', 'disk usage > 90% of "/" then alert "full"'],
    ["check load > 4; check memory usage > 1%", "load > 4"],
    ["check load > 4 }", "load > 4"],
    ["check cpu load >\n  4\nthen", "cpu load >\n  4"],
    ["check cpu usage > 90%\nthen", "cpu usage > 90%"],
  ];
  for (const [text, sentence] of rows) {
    await t.step(text, () => {
      const { check, problems, span } = parseCheckAt(text, 5);
      assert.deepEqual(problems, []);
      assert.ok(check !== undefined);
      assert.equal(text.slice(span.start, span.end), sentence);
    });
  }
  const { problems } = parseCheckAt("x\ncheck disk usage > 90\n}", 7);
  assert.deepEqual(problems.map(({ span }) => span), [{ start: 21, end: 23 }]);
});
