import { readYaml } from "../../../dsl/yaml/mod.ts";
import { checkDocument, planOf, resolveSettings } from "../../../dsl/document/mod.ts";
let s = "name: big\ntasks:\n";
for (let i = 0; i < 10000; i++) s += `  - id: t${i}\n    command: [echo, "task ${i}", "x"]\n    depends_on: [t${Math.max(0,i - 1)}]\n    timeout: 30s\n`;
s = s.replace("depends_on: [t0]\n", "depends_on: []\n");
const { root } = await readYaml(s, "a");
for (let k = 0; k < 30; k++) { const r = await checkDocument(root!, { file: "a", text: s }); planOf(r.pipeline!, {config:{},params:{}}); }
