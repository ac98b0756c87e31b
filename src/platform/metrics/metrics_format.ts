/** Content types of the two formats. */
export const PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
export const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/**
 * Which format somebody asks for who accepts these types. Prometheus' own is the default.
 *
 * @param accept The header `Accept`.
 */
export function chooseFormat(accept: string | undefined): typeof PROMETHEUS | typeof OPEN_METRICS {
  let [plain, open] = [0, 0];
  for (const part of accept?.toLowerCase().split(",") ?? []) {
    const [type = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    const weight = quality === undefined ? 1 : Number(quality);
    if (type === "application/openmetrics-text") open = Math.max(open, weight);
    else if (type === "text/plain" || type === "text/*" || type === "*/*") plain = Math.max(plain, weight);
  }
  return open > 0 && open >= plain ? OPEN_METRICS : PROMETHEUS;
}

/**
 * Metrics in Prometheus' format, one text each, as one text in OpenMetrics. The library's own conversion renames its counters for good, so
 * that the next answer in the other format would be wrong.
 */
export function toOpenMetrics(metrics: readonly string[]): string {
  return [...metrics.map(convert), "# EOF", ""].join("\n");
}

function convert(metric: string): string {
  return metric.split("\n").map((line) => {
    // A family's name has no suffix; its samples keep theirs.
    if (line.startsWith("# ")) return / counter$/.test(metric.split("\n")[1] ?? "") ? line.replace(/^(# \w+ \S+?)_total /, "$1 ") : line;
    return line.replace(/(\ble=")(\d+)(")/, "$1$2.0$3");
  }).join("\n");
}
