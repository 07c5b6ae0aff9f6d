import { runAgent } from "../../../src/runtime/agent/main.ts";
import { elasticsearch } from "../../../src/runtime/agent/sinks/elasticsearch.ts";
import { file } from "../../../src/runtime/agent/sinks/file.ts";
import { http } from "../../../src/runtime/agent/sinks/http.ts";
import { otlp } from "../../../src/runtime/agent/sinks/otlp.ts";

// What an emitted agent's main.ts looks like, with the sinks chosen by the test.
const sinks = { elasticsearch, file, http, otlp };
const sink = sinks[process.env["TEST_SINK"] as keyof typeof sinks];
const second = process.env["TEST_SECOND_SINK"] === "file" ? { sinks: { second: file() } } : {};
await runAgent({ name: "log-agent", watch: ["/var/log/app/*.log"], sink: sink(), ...second, health: { port: 0 }, transform: undefined });
