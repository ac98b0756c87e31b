/** Codes of pipeline documents: syntax, fields, graph. All appear as diagnostics. */
export const documentCodes = {
  yaml_syntax: { exit: 2, status: 422, summary: "The text is not valid YAML" },
  unknown_field: { exit: 2, status: 422, summary: "A field that no pipeline, task or block has" },
} as const;
