/** Whether a file is written in the flow language, which its name tells; standard input is YAML. */
export function isFlowFile(file: string): boolean {
  return /\.flow$/i.test(file);
}
