import assert from "node:assert/strict";
import { flowOf } from "../from_yaml/flow_of.ts";
import { readYaml } from "../../yaml/mod.ts";
import { flowToYaml } from "./flow_to_yaml.ts";

const FLOW = `# A pipeline.

pipeline p {
  param a: int = 1

  # The second one.
  param b: int in 1..9 = 2 with { pattern: "x" }
  on schedule "0 2 * * *"

  on watch "in/*.csv"

  task first {
    run """
      echo 1

      echo 2
      """

    timeout 3s
    # Below.

    env {
      A: "1",

      B: "2",
    }
  }

  # Above a task.

  task second after first { run "ls" }

  when params.a > 1 {
    task third { run "ls" }

    task fourth { run "ls" }
  } else {
    task fifth { run "ls" }
  }

  check disk usage > 1%
  finally {
    task last { run "ls" }

    task very_last { run "ls" }
  }
}
`;

const YAML = `# A pipeline.

name: p
params:
  a: { type: int, default: 1 }

  # The second one.
  b: { type: int, range: [1, 9], default: 2, pattern: x }
on:
  schedule: [{ cron: "0 2 * * *" }]

  watch: { paths: ["in/*.csv"] }

tasks:
  - id: first
    run: |-
      echo 1

      echo 2

    timeout: 3s
    # Below.

    env:
      A: "1"

      B: "2"

  # Above a task.

  - id: second
    depends_on: [first]
    run: ls

  - id: when_third
    if: "{{ params.a > 1 }}"
    then: [third, fourth]
    else: [fifth]
  - id: third
    run: ls

  - id: fourth
    run: ls
  - id: fifth
    run: ls

  - id: check_disk
    check: "disk usage > 1%"
finally:
  - id: last
    run: ls

  - id: very_last
    run: ls
`;

Deno.test("flowToYaml() keeps the empty lines between what stands on lines of its own", async () => {
  assert.equal((await flowToYaml(FLOW, "p.flow")).text, YAML);
});

Deno.test("flowOf() gives the flow file back that a YAML document was made of, empty lines and all", async () => {
  const { root } = await readYaml(YAML, "p.yaml");
  assert.ok(root?.kind === "map");
  assert.equal(flowOf({ text: YAML, root, name: "p" }, "p.yaml").text, FLOW);
});
