/** What other languages call our types, in lower case. */
export const TYPE_SYNONYMS: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  integer: "int",
  number: "float",
  double: "float",
  boolean: "bool",
  text: "string",
  str: "string",
  array: "list",
  object: "map",
  dict: "map",
  uri: "url",
  file: "path",
});
