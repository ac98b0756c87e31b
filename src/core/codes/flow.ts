/** Codes of texts in the flow language: what makes them no pipeline at all. All appear as diagnostics. */
export const flowCodes = {
  flow_syntax: { exit: 2, status: 422, summary: "A flow file does not parse: something else was expected at this place" },
  flow_unclosed: { exit: 2, status: 422, summary: "A block, map, list or text of a flow file is not closed" },
  flow_place: { exit: 2, status: 422, summary: "A statement of a flow file stands where it may not stand" },
  flow_duplicate: { exit: 2, status: 422, summary: "A flow file says the same thing twice: a name, a setting or a clause" },
  flow_indent: { exit: 2, status: 422, summary: 'A line of a text in """ is indented less than the """ that ends it' },
  flow_too_deep: { exit: 2, status: 422, summary: "More than 200 levels of a flow file stand inside one another" },
  flow_too_large: { exit: 2, status: 413, summary: "A flow file has more than 8 MiB" },
  flow_encoding: { exit: 2, status: 422, summary: "The bytes of a flow file are not UTF-8", hint: "Save the file as UTF-8" },
} as const;
