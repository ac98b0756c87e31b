export * from "./document_of.ts";
export * from "./json_patch.ts";
export * from "./merge_patch.ts";
export * from "./differences_of.ts";
export * from "./edit_document.ts";
