import { runWait } from "../runtime/setup/wait.ts";
import { check } from "./check.ts";

// Runs to completion before the app starts. Each setting can be overridden by an environment variable: README.md lists them.
await runWait({
  name: "wait-for-db",

  // All of these have to answer: tcp://host:port, http(s)://..., postgres://host:port
  targets: ["postgres://shop@localhost:5432/shop"],

  // After this long it fails, and Kubernetes starts it again.
  timeout: "5m",
  interval: "1s",

  check,
});
