/** What of the daemon's environment a session gets, as a log-in would give it; the rest may hold secrets that are the daemon's own. */
const INHERITED = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "XDG_RUNTIME_DIR", "SSL_CERT_FILE"];
const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** What is attached speaks this, as nearly every terminal does. */
const DEFAULT_TERM = "xterm-256color";

/**
 * The environment of a session.
 *
 * @param own What the request adds; it wins.
 */
export function sessionEnvironment(
  daemon: Readonly<Record<string, string>>,
  id: string,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const inherited = Object.entries(daemon).filter(([name]) => INHERITED.includes(name) || name.startsWith("LC_"));
  return { PATH: DEFAULT_PATH, TERM: DEFAULT_TERM, ...Object.fromEntries(inherited), ...own, EXECUTOR_SESSION: id };
}

/** The home folder of the daemon's user, where it is one; else the root. */
export function homeOf({ HOME }: Readonly<Record<string, string>>): string {
  try {
    if (HOME?.startsWith("/") && Deno.statSync(HOME).isDirectory) return HOME;
  } catch {
    // It is not there.
  }
  return "/";
}
