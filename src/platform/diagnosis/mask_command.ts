import { basename } from "node:path";

/** What stands for a secret. */
const MASK = "***";
/** Shorter values of the environment occur everywhere by chance. */
const SHORTEST = 4;

/** Words of a name whose value is a secret, and names that end in one without a mark between (`PGPASSWORD`). */
const SECRET_NAME = new RegExp(
  [
    /(?:^|[-_.])(?:pass|auth|bearer|cookie|signature|credentials?|(?:api|private|access|account|signing|encryption)[-_]?keys?)(?:$|[-_.])/,
    /(?:token|secret|password|passwd|passphrase|apikey|authorization)s?(?:$|[-_.])/,
  ].map(({ source }) => source).join("|"),
  "i",
);
/** These lead to the secret and are none. */
const IS_PLACE = /[-_](?:files?|paths?|dir|folder|name|id|url|type|ttl)$/i;
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi;
const URL_PARAMETER = /([?&;])([\w.-]+)=([^&;\s#'"]+)/g;
/** Headers, also within the text of a shell. */
const HEADER = /\b((?:proxy-)?authorization|x-[\w-]*(?:key|token|secret)|cookie)(\s*:\s*)(?:(?:bearer|basic|token|digest)\s+)?[^'"\s]+/gi;
/** An assignment within a longer text. */
const ASSIGNMENT = /(^|[\s;'"])(-{0,2}[A-Za-z_][\w.-]*)=("[^"]*"|'[^']*'|[^\s;'"]+)/g;

/** Options that hold a secret by a name which says nothing of it, by program; joined ones stand before their value. */
const OPTIONS: readonly { readonly programs: RegExp; readonly joined?: string; readonly separate?: readonly string[] }[] = [
  { programs: /^(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|mariadb-admin)$/, joined: "-p" },
  { programs: /^sshpass$/, joined: "-p", separate: ["-p"] },
  { programs: /^curl$/, separate: ["-u", "--user", "--proxy-user", "-U"] },
  { programs: /^redis-cli$/, separate: ["-a"] },
];

/** Whether a variable's or option's name says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !IS_PLACE.test(name);
}

/** The values of an environment's variables that are secrets by their names; `text` is that of `/proc/<pid>/environ`. */
export function secretValues(text: string): readonly string[] {
  const values = text.split("\0").flatMap((entry) => {
    const equals = entry.indexOf("=");
    const value = entry.slice(equals + 1);
    return equals > 0 && value.length >= SHORTEST && isSecretName(entry.slice(0, equals)) ? [value] : [];
  });
  // The longest first: one may be a part of another.
  return values.sort((a, b) => b.length - a.length);
}

/**
 * A command line whose secrets are replaced by `***`: values of options and assignments whose names say so, passwords in addresses,
 * headers, and whatever is the value of such a variable of the process' environment.
 *
 * @param values What {@link secretValues} gave.
 */
export function maskCommand(argv: readonly string[], values: readonly string[]): readonly string[] {
  const program = basename(argv[0] ?? "");
  const own = OPTIONS.find(({ programs }) => programs.test(program));
  let isValue = false;
  return argv.map((argument, index) => {
    if (isValue && !/^--?[A-Za-z]/.test(argument)) {
      isValue = false;
      return MASK;
    }
    isValue = index > 0 && (own?.separate?.includes(argument) === true || isSecretFlag(argument));
    if (!isValue && own?.joined !== undefined && argument.startsWith(own.joined) && argument.length > own.joined.length) {
      return argument.startsWith("--") ? maskText(argument, values) : `${own.joined}${MASK}`;
    }
    return maskText(argument, values);
  });
}

function isSecretFlag(argument: string): boolean {
  const name = /^--?([A-Za-z][\w.-]*)$/.exec(argument)?.[1];
  return name !== undefined && isSecretName(name);
}

function maskText(text: string, values: readonly string[]): string {
  // An option's whole value, blanks and all.
  const option = /^(-{0,2}[A-Za-z_][\w.-]*)=(.+)$/s.exec(text);
  if (option !== null && isSecretName((option[1] ?? "").replace(/^-+/, ""))) return `${option[1]}=${MASK}`;
  let masked = text;
  for (const value of values) masked = masked.replaceAll(value, MASK);
  return masked
    .replace(URL_PASSWORD, `$1:${MASK}@`)
    .replace(HEADER, `$1$2${MASK}`)
    .replace(URL_PARAMETER, (whole, mark: string, name: string) => isSecretName(name) ? `${mark}${name}=${MASK}` : whole)
    .replace(
      ASSIGNMENT,
      (whole, before: string, name: string) => isSecretName(name.replace(/^-+/, "")) ? `${before}${name}=${MASK}` : whole,
    );
}
