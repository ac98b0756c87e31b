import { Duplex } from "node:stream";

/** What is read and written, and closed once. */
export type Connection = Pick<Deno.Conn, "read" | "write" | "closeWrite" | "close">;

const READ_BYTES = 64 * 1024;

/** A connection as a stream of Node's, which closes it when it is destroyed. It is read only as fast as it is consumed. */
export function connectionStream(conn: Connection): Duplex {
  const buffer = new Uint8Array(READ_BYTES);
  return new Duplex({
    read() {
      conn.read(buffer).then(
        (count) => this.push(count === null ? null : buffer.slice(0, count)),
        (error: Error) => this.destroy(error),
      );
    },
    write(piece: Uint8Array, _encoding, done) {
      writeAll(conn, piece).then(() => done(), done);
    },
    final(done) {
      // A peer that is gone already needs no goodbye.
      closeWrite(conn).then(() => done(), () => done());
    },
    destroy(error, done) {
      try {
        conn.close();
      } catch {
        // Closed by the runtime, after a failure.
      }
      done(error);
    },
  });
}

async function writeAll(conn: Connection, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length;) at += await conn.write(piece.subarray(at));
}

async function closeWrite(conn: Connection): Promise<void> {
  await conn.closeWrite();
}
