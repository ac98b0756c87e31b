import { formatType, type FunctionOverload, FUNCTIONS, MACROS } from "../expr/mod.ts";

/** What is said about a function or macro of expressions; undefined when there is none of that name. */
export function functionMarkdown(name: string): string | undefined {
  const rows = FUNCTIONS.filter((row) => row.name === name);
  const macros = MACROS.filter((row) => row.name === name || row.forms.some((form) => nameOf(form) === name));
  const parts = [
    ...rows.map(({ overloads, summary, example }) => section(overloads.map((row) => signature(name, row)), summary, example)),
    ...macros.map(({ forms, summary, example }) => section(forms, summary, example)),
  ];
  return parts.length === 0 ? undefined : parts.join("\n\n---\n\n");
}

/** The name in a macro's form: `existsOne` of `e.existsOne(i, x, condition)`. */
export function nameOf(form: string): string {
  return (/^(?:e\.)?([\w.]+)\(/.exec(form)?.[1]) ?? form;
}

function section(signatures: readonly string[], summary: string, [expr, value]: readonly [string, string]): string {
  return `\`\`\`\n${[...new Set(signatures)].join("\n")}\n\`\`\`\n\n${summary}.\n\n\`${expr} == ${value}\``;
}

/** How a function is called and what it gives: `string.contains(string): bool`. */
export function signature(name: string, { method, params, variadic, result }: FunctionOverload): string {
  const types = params.map(formatType);
  const given = [...method ? types.slice(1) : types, ...variadic ? ["…"] : []].join(", ");
  return `${method ? `${types[0]}.` : ""}${name}(${given}): ${formatType(result)}`;
}
