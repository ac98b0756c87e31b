import { encodeFrame, type Frame, FrameReader } from "../protocol/frame.ts";
import type { JsonObject } from "../../core/mod.ts";

/** The host's line to its parent. */
export interface Channel {
  /** Sends a frame; it has left when this returns. */
  send(header: JsonObject, bytes?: Uint8Array): void;
  /** Gives the parent's frames until its end, which resolves it. */
  receive(take: (frame: Frame) => void): Promise<void>;
}

/** The parent sends answers of at most this size, and inputs. */
const LONGEST_FRAME = 256 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;

/** Over this process's standard input and output, which need no permission. */
export function standardChannel(): Channel {
  const { stdin, stdout } = Deno;
  return {
    send(header, bytes) {
      let rest: Uint8Array = encodeFrame(header, bytes);
      while (rest.length > 0) rest = rest.subarray(stdout.writeSync(rest));
    },
    async receive(take) {
      const reader = new FrameReader(LONGEST_FRAME);
      const buffer = new Uint8Array(READ_BYTES);
      for (let count = await stdin.read(buffer); count !== null; count = await stdin.read(buffer)) {
        reader.push(buffer.subarray(0, count), take);
        // The rest of a long frame is on its way: waiting for it here spares a turn of the event loop for each piece of it.
        for (let more: number | null = count; reader.isWithin && more !== null;) {
          more = stdin.readSync(buffer);
          if (more !== null) reader.push(buffer.subarray(0, more), take);
        }
      }
    },
  };
}

/** Over a port that nobody else holds, for a sandbox within the parent's process. */
export function portChannel(port: MessagePort): Channel {
  const post = MessagePort.prototype.postMessage.bind(port);
  return {
    send(header, bytes) {
      const frame = encodeFrame(header, bytes);
      post(frame, [frame.buffer]);
    },
    receive(take) {
      const reader = new FrameReader(LONGEST_FRAME);
      return new Promise(() => {
        port.onmessage = ({ data }) => reader.push(data, take);
      });
    },
  };
}
