/** A media type: its lower-case name and its parameters. */
export interface MediaType {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Types by which a pipeline's text in YAML is sent and asked for. */
export const YAML_TYPES: readonly string[] = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/vnd.yaml"];
export const JSON_TYPE = "application/json";
export const MERGE_PATCH_TYPE = "application/merge-patch+json";
export const JSON_PATCH_TYPE = "application/json-patch+json";
/** A pipeline in the flow language. */
export const FLOW_TYPE = "text/vnd.executor.flow";
/** A pipeline in JavaScript or TypeScript. */
export const MODULE_TYPES: readonly string[] = ["text/javascript", "application/javascript", "text/typescript", "application/typescript"];

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const NAME = new RegExp(`^(${TOKEN}/${TOKEN})\\s*(?:;|$)`);
const PARAMETER = new RegExp(`;\\s*(${TOKEN})=(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`, "g");

/** Reads a media type, such as that of `Content-Type`; undefined when it is none. */
export function parseMediaType(text: string): MediaType | undefined {
  const name = NAME.exec(text.trim())?.[1];
  if (name === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (const [, key = "", quoted, plain] of text.matchAll(PARAMETER)) {
    parameters.set(key.toLowerCase(), quoted === undefined ? plain ?? "" : quoted.replaceAll(/\\(.)/g, "$1"));
  }
  return { name: name.toLowerCase(), parameters };
}
