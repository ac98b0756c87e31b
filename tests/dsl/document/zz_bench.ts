import { readYaml } from "../../../dsl/yaml/mod.ts";
import { checkDocument, loadDocument, planOf, resolveSettings } from "../../../dsl/document/mod.ts";
import { parseDocument } from "yaml";
function doc(n: number, expr: boolean) {
  let s = "name: big\nparams: { n: 3 }\ntasks:\n";
  for (let i = 0; i < n; i++) {
    s += `  - id: t${i}\n    command: [echo, "task ${i}", "${expr ? "{{ params.n }}" : "x"}"]\n`;
    if (i > 0) s += `    depends_on: [t${i - 1}${i > 10 ? `, t${i - 7}` : ""}]\n`;
    s += expr && i > 0 ? `    env: { A: "{{ tasks.t${i - 1}.exit_code }}" }\n    timeout: 30s\n` : `    timeout: 30s\n`;
  }
  return s;
}
for (const expr of [false, true]) {
  const text = doc(10000, expr);
  for (let k = 0; k < 3; k++) {
    const t0 = performance.now();
    const { root } = await readYaml(text, "a.yaml");
    const t1 = performance.now();
    const r = await checkDocument(root!, { file: "a.yaml", text });
    const t2 = performance.now();
    if (!r.pipeline) { console.log(r.diagnostics.slice(0, 3)); break; }
    planOf(r.pipeline, resolveSettings(r.pipeline, { params: {}, env: {} }));
    const t3 = performance.now();
    console.log(expr ? "expr" : "plain", text.length, "read", (t1 - t0).toFixed(0), "check", (t2 - t1).toFixed(0), "plan", (t3 - t2).toFixed(0));
  }
  const t = performance.now(); parseDocument(text).toJS(); console.log("yaml lib", (performance.now() - t).toFixed(0));
}
