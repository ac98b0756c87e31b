import { AppError, diagnosticToJson, type Json, type JsonObject, Places } from "../../core/mod.ts";
import { type DocNode, readYaml } from "../../../dsl/mod.ts";

/** How the body is called in diagnostics. */
const FILE = "body";

/**
 * The value of a body in YAML, as a merge patch is.
 *
 * @throws AppError `body_malformed` with `errors`.
 */
export async function readYamlBody(text: string): Promise<Json> {
  const { root, diagnostics } = await readYaml(text, FILE);
  const wrong = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = wrong;
  if (first !== undefined) {
    const places = new Places(new Map([[FILE, text]]));
    const errors = wrong.slice(0, 100).map((diagnostic) => diagnosticToJson(diagnostic, places) as JsonObject);
    throw new AppError("body_malformed", `The body is not YAML: ${first.message}`, { details: { errors } });
  }
  if (root === undefined) throw new AppError("body_malformed", "The body holds no YAML");
  return valueOf(root);
}

function valueOf(node: DocNode): Json {
  switch (node.kind) {
    case "scalar":
      if (typeof node.value === "number" && !Number.isFinite(node.value)) {
        throw new AppError("body_malformed", `The body holds ${node.source}, which JSON cannot say`);
      }
      return node.value;
    case "seq":
      return node.items.map(valueOf);
    case "map": {
      const object: Record<string, Json> = Object.create(null);
      for (const { key, value } of node.entries) object[key] = valueOf(value);
      return object;
    }
  }
}
