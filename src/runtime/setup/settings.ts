/** The settings of the two programs, for the READMEs that list them. The programs import their own alone. */
export { fetchSettings } from "./fetch-settings.ts";
export { waitSettings } from "./wait-settings.ts";
