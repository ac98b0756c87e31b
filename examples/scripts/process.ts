import { atLeast, type Order } from "./orders.ts";

export default function (
  { input, params, log }: { input: string; params: { least: number }; log: { info(text: string, fields: object): void } },
) {
  const rows = atLeast(JSON.parse(input) as Order[], params.least);
  log.info("kept", { rows: rows.length });
  return { count: rows.length, rows };
}
