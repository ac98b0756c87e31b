/** What signals ask of a daemon. */
export interface DaemonSignals {
  /** SIGTERM, SIGINT: the first asks to stop, the next ones not to wait; `count` is from 1. */
  stop(count: number): void;
  /** SIGHUP, SIGUSR2: look at the files again. */
  reload(): void;
}

const STOP: readonly Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM"];
const RELOAD: readonly Deno.Signal[] = Deno.build.os === "windows" ? [] : ["SIGHUP", "SIGUSR2"];

/** Listens to the signals of a daemon until it is disposed. */
export function watchSignals(signals: DaemonSignals): Disposable {
  let count = 0;
  const onStop = () => signals.stop(++count);
  const onReload = () => signals.reload();
  for (const signal of STOP) Deno.addSignalListener(signal, onStop);
  for (const signal of RELOAD) Deno.addSignalListener(signal, onReload);
  return {
    [Symbol.dispose]() {
      for (const signal of STOP) Deno.removeSignalListener(signal, onStop);
      for (const signal of RELOAD) Deno.removeSignalListener(signal, onReload);
    },
  };
}
