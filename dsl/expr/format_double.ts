/**
 * A double as text, as Go's shortest form writes it: `1`, `0.1`, `1e+21`, `NaN`, `+Inf` as `Infinity`.
 *
 * @returns The shortest digits that read back as the same double.
 */
export function formatDouble(value: number): string {
  if (Object.is(value, -0)) return "-0";
  const text = String(value);
  // Exponents of one digit get a zero in front, as everywhere outside JavaScript.
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}
