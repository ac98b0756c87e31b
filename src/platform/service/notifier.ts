/** Tells the service manager how this process is: systemd's `sd_notify`. Where nobody listens, nothing happens. */
export interface ServiceNotifier extends Disposable {
  /** It answers requests, for the first time or after a reload; with a sentence for `systemctl status`. */
  ready(status: string): Promise<void>;
  /** It loads its files again; {@link ready} follows. */
  reloading(): Promise<void>;
  /** It takes no new work and ends. */
  stopping(status: string): Promise<void>;
  /** A sentence for `systemctl status`. */
  status(text: string): Promise<void>;
}
