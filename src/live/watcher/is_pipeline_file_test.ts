import assert from "node:assert/strict";
import { isPassedOver, isPipelineFile } from "./is_pipeline_file.ts";

Deno.test("isPipelineFile() takes documents by their ending, and modules by .pipeline before it", () => {
  for (
    const name of [
      "a.yaml",
      "a.yml",
      "A.YAML",
      "a.flow",
      "a.b.yaml",
      "docker-compose.yml",
      "a.pipeline.js",
      "a.pipeline.ts",
      "a.pipeline.mjs",
      "a.pipeline.mts",
      "#a.yaml",
    ]
  ) {
    assert.ok(isPipelineFile(name), name);
  }
  for (
    const name of [
      "a.js",
      "a.ts",
      "pipeline.ts",
      "a.pipeline.cjs",
      "a.pipeline.tsx",
      "a.json",
      "yaml",
      "a.yaml.bak",
      "a.yaml.orig",
      "a.yaml.1",
      "README.md",
      ".yaml",
      ".a.yaml",
      "..data",
      "a.yaml~",
      "#a.yaml#",
      ".#a.yaml",
      ".a.yaml.swp",
      "a.yaml.tmp",
      "4913",
      "a.yaml___jb_tmp___",
      "",
    ]
  ) assert.ok(!isPipelineFile(name), name);
});

Deno.test("isPassedOver() passes over hidden folders, node_modules and editors' scraps, and nothing that looks like them", () => {
  for (const name of [".git", ".", "..", "..data", "node_modules", "x~", "#x#", "x.swp", "x.swo", "x.SWX", "x.tmp", "4913"]) {
    assert.ok(isPassedOver(name), name);
  }
  for (const name of ["a", "node_module", "tmp", "a.tmpl", "49130", "a#", "#a", "swp"]) assert.ok(!isPassedOver(name), name);
});
