import { codeOf, couldNot, known, type Source } from "./reading.ts";
import { search } from "./search.ts";

/** Codes that say that a name has no address, rather than that nobody could be asked. */
const NONE: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA", "EAI_NODATA", "EAI_NONAME"]);

/** `dns`: the addresses of a name, as this machine resolves it. */
export const dns: Source = async (question, machine, signal) => {
  const name = String(question.target ?? "");
  let addresses: readonly string[];
  try {
    addresses = [...new Set(await machine.resolve(name))];
  } catch (error) {
    if (!NONE.has(codeOf(error) ?? "")) return couldNot(`${name} cannot be resolved`, error);
    addresses = [];
  }
  const evidence = addresses.length === 0 ? [`${name} has no address`] : [`${name}: ${addresses.join(", ")}`];
  const advice = addresses.length > 0 ? {} : { advice: "See what answers: getent hosts, and the resolvers in /etc/resolv.conf" };
  if (question.metric === "exists") return known(addresses.length, evidence, { unit: "addresses", holds: addresses.length > 0, ...advice });
  const { count } = await search(addresses.join("\n"), question.pattern, signal);
  return known(count > 0, evidence, advice);
};
