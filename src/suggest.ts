export { editDistance, nearest } from "./runtime/service/nearest.ts";
