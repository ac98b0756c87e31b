export * from "./document_of.ts";
export * from "./json_patch.ts";
export * from "./merge_patch.ts";
export * from "./differences_of.ts";
export * from "./edit_yaml.ts";
export * from "./set_by_path.ts";
export * from "./edit_document.ts";
