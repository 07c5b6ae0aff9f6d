import { runAgent } from "../../../../src/runtime/agent/main.ts";
import { file } from "../../../../src/runtime/agent/sinks/file.ts";
import { http } from "../../../../src/runtime/agent/sinks/http.ts";
import { otlp } from "../../../../src/runtime/agent/sinks/otlp.ts";
import { stdout } from "../../../../src/runtime/agent/sinks/stdout.ts";

// What an emitted agent's main.ts looks like, with the sink chosen by the test.
const sinks = { file, http, otlp, stdout };
const sink = sinks[process.env["TEST_SINK"] as keyof typeof sinks];
const second = sinks[process.env["TEST_SECOND_SINK"] as keyof typeof sinks];
const more = second && { sinks: { second: second() } };
await runAgent({ name: "log-agent", watch: ["/var/log/app/*.log"], sink: sink(), ...more, health: { port: 0 }, transform: undefined });
