import type { OptionRow } from "./verb.ts";

/** What `serve` takes besides the state folder and the sandbox's flags; `service install` takes the same. */
export const SERVE_OPTIONS: readonly OptionRow[] = [
  {
    flag: "--listen",
    value: "ADDRESS",
    repeat: true,
    summary: "HOST:PORT or unix:PATH; default 127.0.0.1:7400, port 0 takes a free one",
  },
  { flag: "--tls-cert", value: "FILE", summary: "serve TLS with this certificate chain (PEM)", completes: "file" },
  { flag: "--tls-key", value: "FILE", summary: "the key of --tls-cert (PEM)", completes: "file" },
  { flag: "--tls-client-ca", value: "FILE", summary: "take only clients with a certificate of this authority (PEM)", completes: "file" },
  { flag: "--insecure", summary: "allow listening beyond the loopback without TLS" },
];
