export { createGuardedFiles, type CreateGuardedFilesOptions } from "./create_guarded_files.ts";
