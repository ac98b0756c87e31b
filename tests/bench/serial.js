// Starts a program again and again through Deno.Command: what the engine is compared with. Prints nothing.
const [wide, count, program, ...args] = Deno.args;
let left = Number(count);
const worker = async () => {
  while (left-- > 0) {
    const { code } = await new Deno.Command(program, { args, stdin: "null", stdout: "piped", stderr: "piped" }).output();
    if (code !== 0) Deno.exit(1);
  }
};
await Promise.all(Array.from({ length: Number(wide) }, worker));
