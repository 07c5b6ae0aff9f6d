import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, drawLevel, pick, whole } from "../random.ts";
import { message, pythonTraceback } from "../words.ts";

const ticking = {
  sample: ["2026-02-11T01:00:00Z", "2026-02-11T05:00:00Z"],
  other: ["2026-03-28T12:00:00Z", "2026-03-30T10:00:00Z"],
  digits: 3,
  zone: "Europe/Madrid",
} as const;

const levels = {
  common: [
    ["INFO", 9, 80],
    ["WARNING", 13, 10],
    ["ERROR", 17, 10],
  ],
  rare: [
    ["DEBUG", 5],
    ["CRITICAL", [18, 21]],
  ],
} as const;

const files = {
  sample: ["taskinstance.py", "local_task_job_runner.py", "standard_task_runner.py", "subprocess.py", "logging_mixin.py"],
  other: ["taskinstance.py", "subprocess.py", "base.py", "cursor.py", "__init__.py", "s3_hook-v2.py"],
};

const messages = {
  sample: [
    "Dependencies all met for dep_context=non-requeueable deps ti=<TaskInstance: load_{word}.extract scheduled__2026-02-10T01:00:00+00:00 [queued]>",
    "Starting attempt {n} of {n}",
    "Executing <Task(BashOperator): extract> on 2026-02-10 01:00:00+00:00",
    "Running: ['airflow', 'tasks', 'run', 'load_{word}', 'extract', '--job-id', '{n}', '--raw']",
    "Running command: ['/usr/bin/bash', '-c', 'make {word}']",
    "Output:",
    "Task exited with return code {n}",
    "{n} downstream tasks scheduled from follow-on schedule check",
    "Marking task as SUCCESS. dag_id=load_{word}, task_id=extract, execution_date=20260210T010000, duration={ms}",
    "\n--------------------------------------------------------------------------------",
  ],
  other: [
    "::group::Log message source details",
    "Exporting env vars: AIRFLOW_CTX_DAG_OWNER='{user}' AIRFLOW_CTX_DAG_ID='load_{word}'",
    "{word} - {n} rows",
    "{'rows': {n}, 'file': '{file}'}",
    "Done. Returned value was: None",
    "[{word}] {n}% of {n}",
    "Using connection ID 'dwh' for task execution.",
  ],
};

export const program: Program = {
  name: "braced-source",
  about:
    "Airflow's tasks: a time with its offset in a bracket, file and line in braces, a level, a dash; a rule on a line of its own below some, tracebacks below others.",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const level = drawLevel(random, set, levels);
      const file = pick(random, files[set]);
      const line = whole(random, 20, set === "sample" ? 999 : 3400);
      const place = `${file}:${line}`;
      const failed = level.text === "ERROR" && chance(random, 0.7);
      const said = failed ? "Task failed with exception" : message(random, set, messages);
      const body = `${said}${failed ? pythonTraceback(random, set) : ""}`;
      return {
        text: `[${print(moment, "yyyy-MM-dd'T'HH:mm:ss.SSSxx")}] {${place}} ${level.text} - ${body}`,
        expected: {
          timeUnixNano: String(moment.nanos),
          severityNumber: level.number,
          severityText: level.text,
          body: [body, said],
          values: [
            [file, place],
            [line, place],
          ],
        },
      };
    }),
};
