/** Whether a file is a pipeline as a JavaScript or TypeScript module, which its name tells; standard input is YAML. */
export function isModuleFile(file: string): boolean {
  return /\.[cm]?[jt]s$/i.test(file);
}
