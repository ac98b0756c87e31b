/** What a script does instead of using a permission that it has no means to use. */
export const UNUSED_PERMISSIONS = Object.freeze({
  import: "Scripts import files of the pipeline's folder, which needs no permission; put the module there",
  sys: "Hand what the script needs to know to it as a parameter or a variable",
  ffi: "Put what needs the library into a program, and grant it with run",
});
