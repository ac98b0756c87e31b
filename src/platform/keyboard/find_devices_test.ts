import assert from "node:assert/strict";
import { AppError } from "../../core/mod.ts";
import { findInputDevices, noneReadable } from "./find_devices.ts";

const ignore = Deno.build.os !== "linux";

Deno.test({
  name: "findInputDevices() says of each device why it cannot be read",
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.symlink("event10", `${folder}/event10`);
      await Deno.writeTextFile(`${folder}/event2`, "");
      await Deno.writeTextFile(`${folder}/mouse0`, "");
      const devices = findInputDevices(folder);
      assert.deepEqual(devices.map(({ path, trouble }) => [path, trouble?.reason]), [
        [`${folder}/event2`, "it is no input device"],
        [`${folder}/event10`, "too many symbolic links"],
      ]);
      assert.equal(noneReadable(devices), `none of 2 can be read; ${folder}/event2: it is no input device`);
      const denied = {
        path: "/dev/input/event0",
        name: undefined,
        isKeyboard: false,
        trouble: { reason: "permission denied", isDenied: true },
      };
      assert.equal(noneReadable([...devices, denied]), "none of 3 may be read; the group input may");
      assert.deepEqual(findInputDevices(`${folder}/none`), []);
      const isUnavailable = (error: unknown) => error instanceof AppError && error.code === "keyboard_unavailable";
      // As a folder that may not be read does.
      assert.throws(() => findInputDevices(`${folder}/event2`), isUnavailable);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
