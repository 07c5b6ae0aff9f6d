import type { Program } from "./program.ts";
import { program as abbreviatedZone } from "./programs/abbreviated-zone.ts";
import { program as accessColumns } from "./programs/access-columns.ts";
import { program as actorPaths } from "./programs/actor-paths.ts";
import { program as allBracketed } from "./programs/all-bracketed.ts";
import { program as angleProcess } from "./programs/angle-process.ts";
import { program as applianceCodes } from "./programs/appliance-codes.ts";
import { program as auditDaemon } from "./programs/audit-daemon.ts";
import { program as auditObjects } from "./programs/audit-objects.ts";
import { program as auditTabs } from "./programs/audit-tabs.ts";
import { program as balancerAccess } from "./programs/balancer-access.ts";
import { program as bannersAndBlanks } from "./programs/banners-and-blanks.ts";
import { program as batchPairs } from "./programs/batch-pairs.ts";
import { program as blankHour } from "./programs/blank-hour.ts";
import { program as bracedSource } from "./programs/braced-source.ts";
import { program as brokerTerms } from "./programs/broker-terms.ts";
import { program as bucketRequests } from "./programs/bucket-requests.ts";
import { program as collectorColumns } from "./programs/collector-columns.ts";
import { program as coloured } from "./programs/coloured.ts";
import { program as commaMillis } from "./programs/comma-millis.ts";
import { program as commaSeparated } from "./programs/comma-separated.ts";
import { program as componentColumn } from "./programs/component-column.ts";
import { program as composed } from "./programs/composed.ts";
import { program as connectionTable } from "./programs/connection-table.ts";
import { program as consumerContext } from "./programs/consumer-context.ts";
import { program as contextBeforeTime } from "./programs/context-before-time.ts";
import { program as controllerTabs } from "./programs/controller-tabs.ts";
import { program as damagedBytes } from "./programs/damaged-bytes.ts";
import { program as dashesBetween } from "./programs/dashes-between.ts";
import { program as dateWithoutDashes } from "./programs/date-without-dashes.ts";
import { program as dayFirst } from "./programs/day-first.ts";
import { program as declaredColumns } from "./programs/declared-columns.ts";
import { program as environmentAndContext } from "./programs/environment-and-context.ts";
import { program as epochMillis } from "./programs/epoch-millis.ts";
import { program as epochWithoutLevel } from "./programs/epoch-without-level.ts";
import { program as eventExport } from "./programs/event-export.ts";
import { program as fileAndTrace } from "./programs/file-and-trace.ts";
import { program as forwarderPlugins } from "./programs/forwarder-plugins.ts";
import { program as gameEvents } from "./programs/game-events.ts";
import { program as handset } from "./programs/handset.ts";
import { program as hostConsole } from "./programs/host-console.ts";
import { program as jailActions } from "./programs/jail-actions.ts";
import { program as javaStacks } from "./programs/java-stacks.ts";
import { program as jobTable } from "./programs/job-table.ts";
import { program as kernelFirewall } from "./programs/kernel-firewall.ts";
import { program as labelledTabs } from "./programs/labelled-tabs.ts";
import { program as leaseColumns } from "./programs/lease-columns.ts";
import { program as letterAndThread } from "./programs/letter-and-thread.ts";
import { program as letterWithMark } from "./programs/letter-with-mark.ts";
import { program as levelFirst } from "./programs/level-first.ts";
import { program as levelThreadDate } from "./programs/level-thread-date.ts";
import { program as loggerBehind } from "./programs/logger-behind.ts";
import { program as mailTransfer } from "./programs/mail-transfer.ts";
import { program as marksAndRoles } from "./programs/marks-and-roles.ts";
import { program as meshAccess } from "./programs/mesh-access.ts";
import { program as metadataFirst } from "./programs/metadata-first.ts";
import { program as mixedKinds } from "./programs/mixed-kinds.ts";
import { program as moduleAndClient } from "./programs/module-and-client.ts";
import { program as monthFirst } from "./programs/month-first.ts";
import { program as nativeLogger } from "./programs/native-logger.ts";
import { program as newYearSyslog } from "./programs/new-year-syslog.ts";
import { program as numberedErrors } from "./programs/numbered-errors.ts";
import { program as objectsInSyslog } from "./programs/objects-in-syslog.ts";
import { program as optionalRequest } from "./programs/optional-request.ts";
import { program as packageChanges } from "./programs/package-changes.ts";
import { program as paddedColumns } from "./programs/padded-columns.ts";
import { program as paddedEvent } from "./programs/padded-event.ts";
import { program as pairsAtTheEnd } from "./programs/pairs-at-the-end.ts";
import { program as pairsBeforeLevel } from "./programs/pairs-before-level.ts";
import { program as pipes } from "./programs/pipes.ts";
import { program as plantAlarms } from "./programs/plant-alarms.ts";
import { program as poolManager } from "./programs/pool-manager.ts";
import { program as prefixedStandard } from "./programs/prefixed-standard.ts";
import { program as prettyObjects } from "./programs/pretty-objects.ts";
import { program as prettySpans } from "./programs/pretty-spans.ts";
import { program as proxyInSyslog } from "./programs/proxy-in-syslog.ts";
import { program as queryThreads } from "./programs/query-threads.ts";
import { program as requestSentence } from "./programs/request-sentence.ts";
import { program as requestsAndNotes } from "./programs/requests-and-notes.ts";
import { program as resolverQueries } from "./programs/resolver-queries.ts";
import { program as routerRequests } from "./programs/router-requests.ts";
import { program as runnerDiagnostics } from "./programs/runner-diagnostics.ts";
import { program as runtimeAndPairs } from "./programs/runtime-and-pairs.ts";
import { program as serverErrors } from "./programs/server-errors.ts";
import { program as servicingStack } from "./programs/servicing-stack.ts";
import { program as servletContainer } from "./programs/servlet-container.ts";
import { program as shortYear } from "./programs/short-year.ts";
import { program as sixteenBits } from "./programs/sixteen-bits.ts";
import { program as slowStatements } from "./programs/slow-statements.ts";
import { program as structuredData } from "./programs/structured-data.ts";
import { program as tabsAndJson } from "./programs/tabs-and-json.ts";
import { program as targetAndFields } from "./programs/target-and-fields.ts";
import { program as taskWorker } from "./programs/task-worker.ts";
import { program as threadClassLine } from "./programs/thread-class-line.ts";
import { program as threadInParentheses } from "./programs/thread-in-parentheses.ts";
import { program as threeLetterLevels } from "./programs/three-letter-levels.ts";
import { program as timeAbove } from "./programs/time-above.ts";
import { program as timeOfDay } from "./programs/time-of-day.ts";
import { program as tunnelPeers } from "./programs/tunnel-peers.ts";
import { program as twiceTheLevel } from "./programs/twice-the-level.ts";
import { program as twoLineRecords } from "./programs/two-line-records.ts";
import { program as upstreamAttempts } from "./programs/upstream-attempts.ts";
import { program as uptimeAndTags } from "./programs/uptime-and-tags.ts";
import { program as virtualHosts } from "./programs/virtual-hosts.ts";
import { program as webCache } from "./programs/web-cache.ts";
import { program as wrappedByRuntime } from "./programs/wrapped-by-runtime.ts";
import { program as wrappedInObjects } from "./programs/wrapped-in-objects.ts";

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
export const reservePrograms: readonly Program[] = [
  angleProcess,
  blankHour,
  coloured,
  commaSeparated,
  composed,
  dateWithoutDashes,
  dayFirst,
  epochMillis,
  epochWithoutLevel,
  handset,
  jobTable,
  levelFirst,
  mixedKinds,
  moduleAndClient,
  monthFirst,
  optionalRequest,
  pairsAtTheEnd,
  proxyInSyslog,
  tabsAndJson,
  timeOfDay,
  twiceTheLevel,
  twoLineRecords,
  virtualHosts,
  webCache,
  wrappedByRuntime,
];

/** A second examination, which only the full tests hold: other kinds of programs, chosen after the first two lists were known. */
export const secondPrograms: readonly Program[] = [
  loggerBehind,
  threadClassLine,
  levelThreadDate,
  shortYear,
  requestSentence,
  kernelFirewall,
  nativeLogger,
  targetAndFields,
  mailTransfer,
  slowStatements,
  hostConsole,
  threeLetterLevels,
  declaredColumns,
  labelledTabs,
  componentColumn,
  servicingStack,
  gameEvents,
  packageChanges,
  leaseColumns,
  poolManager,
  environmentAndContext,
  objectsInSyslog,
  sixteenBits,
  damagedBytes,
  meshAccess,
  balancerAccess,
  connectionTable,
  batchPairs,
  bannersAndBlanks,
  collectorColumns,
  wrappedInObjects,
];

/** A third examination, by someone who had not seen how formats are inferred. */
export const thirdPrograms: readonly Program[] = [
  applianceCodes,
  auditDaemon,
  auditTabs,
  brokerTerms,
  consumerContext,
  eventExport,
  metadataFirst,
  prettySpans,
  queryThreads,
  resolverQueries,
  runnerDiagnostics,
  servletContainer,
  taskWorker,
  tunnelPeers,
];

/** A fourth examination, again by someone who had not seen how: the logs that are met most often of those that the other lists lack. */
export const fourthPrograms: readonly Program[] = [
  bracedSource,
  contextBeforeTime,
  controllerTabs,
  dashesBetween,
  forwarderPlugins,
  jailActions,
  letterWithMark,
  numberedErrors,
  prefixedStandard,
  routerRequests,
  threadInParentheses,
  upstreamAttempts,
];

/** A fifth examination, by someone who had not seen how either: twelve logs of which no two are alike, nor like those of the other lists. */
export const fifthPrograms: readonly Program[] = [
  actorPaths,
  auditObjects,
  bucketRequests,
  paddedEvent,
  pairsBeforeLevel,
  plantAlarms,
  prettyObjects,
  requestsAndNotes,
  runtimeAndPairs,
  structuredData,
  timeAbove,
  uptimeAndTags,
];
