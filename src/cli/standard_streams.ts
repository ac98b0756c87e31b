/** The process' own streams as files; Windows has no such names, and each question is then answered with no. */
const STDOUT = "/dev/fd/1";
const STDERR = "/dev/fd/2";

/** Whether standard output and standard error lead to the same place: one terminal, or one file or pipe (`2>&1`). */
export function areStreamsJoined(): boolean {
  const [out, err] = [statOf(STDOUT), statOf(STDERR)];
  // Some systems give every pipe the number 0.
  return out !== undefined && err !== undefined && Boolean(out.ino) && out.ino === err.ino && out.dev === err.dev;
}

/** Whether standard output is a pipe. Who reads it may well write to the terminal that standard error is (`| tee log`). */
export function isStdoutPiped(): boolean {
  return statOf(STDOUT)?.isFifo === true;
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
