/** Milliseconds that what was written last has to get on its way. */
const GOODBYE_MS = 1_000;
const PIECE_BYTES = 64 * 1024;

/** A connection on this machine that goes on in another one. */
export interface Relay {
  /** The near end. Whoever uses it closes it. */
  readonly inner: Deno.TcpConn;
  /** Closes the far end: as soon as all that came from the near end has gone out, and soon in any case. */
  close(): void;
}

/**
 * Puts a relay before a connection and takes the connection over. Nothing is kept: the next piece is taken once this one is written.
 *
 * @throws Error
 */
export async function openRelay(outer: Deno.TcpConn): Promise<Relay> {
  let ends: { readonly inner: Deno.TcpConn; readonly middle: Deno.TcpConn };
  try {
    ends = await connectedPair();
  } catch (error) {
    outer.close();
    throw error;
  }
  const { inner, middle } = ends;
  const shut = once(() => {
    middle.close();
    outer.close();
  });
  const sent = pump(middle, outer);
  const received = pump(outer, middle);
  // A direction that broke ends both; one that ended leaves the other open.
  Promise.all([sent, received]).then(shut, shut);
  return {
    inner,
    close() {
      const timer = setTimeout(shut, GOODBYE_MS);
      sent.catch(() => {}).then(() => {
        clearTimeout(timer);
        shut();
      });
    },
  };
}

/** Two ends of one connection over loopback. Whoever else comes to the listener is sent away: the ports tell. */
async function connectedPair(): Promise<{ readonly inner: Deno.TcpConn; readonly middle: Deno.TcpConn }> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const inner = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
  for (;;) {
    const middle = await listener.accept();
    if (middle.remoteAddr.hostname === "127.0.0.1" && middle.remoteAddr.port === inner.localAddr.port) {
      for (const end of [inner, middle]) end.setNoDelay(true);
      return { inner, middle };
    }
    middle.close();
  }
}

async function pump(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(PIECE_BYTES);
  for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
    for (let at = 0; at < count;) at += await to.write(buffer.subarray(at, count));
  }
  await to.closeWrite();
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
