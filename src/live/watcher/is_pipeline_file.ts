const DOCUMENT = /\.(?:ya?ml|flow)$/i;
const MODULE = /\.pipeline\.m?[jt]s$/i;

/**
 * Whether a file of a served folder is taken for a pipeline, by its name alone: every `.yaml`, `.yml` and `.flow`, and of JavaScript and
 * TypeScript `*.pipeline.js`, `.ts`, `.mjs`, `.mts`, because scripts stand beside pipelines. A YAML file that is something else belongs
 * elsewhere: guessing by content would hide a pipeline that is broken.
 *
 * @param name Without its folder.
 */
export function isPipelineFile(name: string): boolean {
  return !isPassedOver(name) && (DOCUMENT.test(name) || MODULE.test(name));
}

/**
 * Whether an entry of a served folder is passed over, file or folder: what is hidden, `node_modules`, and what editors leave beside a file
 * while they write it (`a.yaml~`, `#a.yaml#`, `a.yaml.swp`, vim's `4913`, `a.yaml.tmp`).
 */
export function isPassedOver(name: string): boolean {
  return name.startsWith(".") || name === "node_modules" || name.endsWith("~") || /^#.*#$/.test(name) || /\.(?:sw[a-z]|tmp)$/i.test(name) ||
    name === "4913";
}
