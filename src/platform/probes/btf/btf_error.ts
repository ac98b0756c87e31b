/** BTF is damaged, or says what no C compiler would. */
export class BtfError extends Error {
  override readonly name = "BtfError";
}
