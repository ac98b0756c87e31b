import assert from "node:assert/strict";
import { installService, serviceStatus, uninstallService } from "./manage_service.ts";
import type { ServicePlan } from "./service_plan.ts";
import { MARK } from "./service_spec.ts";

/** A plan whose manager is a script that takes down what it is asked. */
async function withPlan(use: (plan: ServicePlan, asked: () => Promise<string>, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const log = `${folder}/asked`;
  await Deno.writeTextFile(log, "");
  const ask = (what: string) => ["sh", "-c", `echo ${what} >> "$0"`, log];
  const plan: ServicePlan = {
    needs: { path: folder, what: "There is no manager" },
    file: { path: `${folder}/units/executor.service`, text: `# ${MARK}\n[Unit]\n` },
    install: [ask("reload"), ask("start")],
    stop: [ask("stop")],
    forget: [ask("forget")],
    status: ["echo", "active"],
  };
  try {
    await use(plan, () => Deno.readTextFile(log), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("installService() writes the file, tells the manager, and may be repeated; uninstallService() undoes it", async () => {
  await withPlan(async (plan, asked, folder) => {
    const path = plan.file?.path ?? "";
    assert.deepEqual(await serviceStatus(plan), { installed: false, output: "active\n" });
    await installService(plan);
    await installService(plan);
    assert.equal(await Deno.readTextFile(path), plan.file?.text);
    assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o644);
    assert.deepEqual([...Deno.readDirSync(`${folder}/units`)].map(({ name }) => name), ["executor.service"]);
    assert.deepEqual(await serviceStatus(plan), { installed: true, output: "active\n" });
    assert.equal(await uninstallService(plan), true);
    assert.equal(await uninstallService(plan), false);
    assert.equal(await asked(), "reload\nstart\nreload\nstart\nstop\nforget\n");
    await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
  });
});

Deno.test("installService() and uninstallService() leave a file alone that was not written here", async () => {
  await withPlan(async (plan, asked, folder) => {
    await Deno.mkdir(`${folder}/units`);
    await Deno.writeTextFile(plan.file?.path ?? "", "[Unit]\nDescription=mine\n");
    await assert.rejects(installService(plan), { code: "service_failed", exitCode: 4 });
    await assert.rejects(uninstallService(plan), { code: "service_failed" });
    assert.equal(await Deno.readTextFile(plan.file?.path ?? ""), "[Unit]\nDescription=mine\n");
    assert.equal(await asked(), "");
  });
});

Deno.test("installService() says which command failed and why, and that a manager is missing", async () => {
  await withPlan(async (plan) => {
    await assert.rejects(installService({ ...plan, install: [["sh", "-c", "echo no such unit >&2; exit 5"]] }), {
      code: "service_failed",
      message: "sh -c echo no such unit >&2; exit 5 failed: no such unit",
    });
    const needs = { path: "/no/such/folder", what: "There is no manager" };
    await uninstallService(plan);
    await assert.rejects(installService({ ...plan, needs }), { code: "service_failed", message: "There is no manager" });
    assert.equal((await serviceStatus(plan)).installed, false);
    await assert.rejects(installService({ ...plan, install: [["no-such-manager"]] }), {
      code: "service_failed",
      message: /no-such-manager/,
    });
  });
});

Deno.test("uninstallService() removes the file also of a service that has stopped", async () => {
  await withPlan(async (plan) => {
    await installService(plan);
    assert.equal(await uninstallService({ ...plan, stop: [["false"]] }), true);
    await assert.rejects(uninstallService({ ...plan, file: undefined, stop: [["false"]] }), { code: "service_failed" });
  });
});
