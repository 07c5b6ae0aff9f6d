import type { Program } from "./program.ts";
import { program as abbreviatedZone } from "./programs/abbreviated-zone.ts";
import { program as accessColumns } from "./programs/access-columns.ts";
import { program as allBracketed } from "./programs/all-bracketed.ts";
import { program as commaMillis } from "./programs/comma-millis.ts";
import { program as fileAndTrace } from "./programs/file-and-trace.ts";
import { program as javaStacks } from "./programs/java-stacks.ts";
import { program as letterAndThread } from "./programs/letter-and-thread.ts";
import { program as marksAndRoles } from "./programs/marks-and-roles.ts";
import { program as newYearSyslog } from "./programs/new-year-syslog.ts";
import { program as paddedColumns } from "./programs/padded-columns.ts";
import { program as pipes } from "./programs/pipes.ts";
import { program as serverErrors } from "./programs/server-errors.ts";

/** What the fast tests infer. */
export const firstPrograms: readonly Program[] = [
  commaMillis,
  paddedColumns,
  fileAndTrace,
  letterAndThread,
  abbreviatedZone,
  serverErrors,
  accessColumns,
  newYearSyslog,
  pipes,
  allBracketed,
  marksAndRoles,
  javaStacks,
];

/** What only the full tests infer. */
export const reservePrograms: readonly Program[] = [];
