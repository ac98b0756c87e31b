import { resolve } from "node:path";
import { AppError, type TemplateTask } from "../../core/mod.ts";
import { type Kind, type KindInput, stopped, SUCCEEDED } from "./kind.ts";
import { unmetRequirements } from "./template_requirements.ts";

/** `template`: renders a text to a file, or to standard output, once it has every property that `require` names. */
export const template: Kind = async (input) => {
  const { context, ports, scope } = input;
  const field = context.instance.task.template ?? {};
  const text = await scope.text(templateText(input, field, field.file === undefined ? undefined : await scope.text(field.file)));
  if (field.require !== undefined) {
    const unmet = await unmetRequirements(text, field.require, (item) => scope.text(item));
    if (unmet.length > 0) throw new AppError("template_requirement", `The rendered text is not as required: ${unmet.join("; ")}`);
  }
  if (context.signal.aborted) return stopped(context);
  const bytes = new TextEncoder().encode(text);
  if (field.to === undefined) {
    await context.output("stdout", bytes);
    return SUCCEEDED;
  }
  const path = resolve(context.loaded.folder, await scope.text(field.to));
  ports.files.writeAtomic(path, bytes);
  return { status: "succeeded", outputs: { path, size: bytes.length } };
};

function templateText({ context, ports }: KindInput, field: TemplateTask, file: string | undefined): string {
  return file === undefined ? field.text ?? "" : ports.files.readText(resolve(context.loaded.folder, file));
}
