import { runAmbassador } from "../runtime/proxy/main.ts";
import { postgres } from "../runtime/proxy/postgres/protocol.ts";

// shop dials localhost:5432 and is carried to the server of the environment. Each setting can be overridden by an
// environment variable: README.md lists them.
await runAmbassador({
  name: "orders-db",
  protocol: postgres(),

  // On 127.0.0.1 and ::1, and nowhere else: who can reach this port needs no password.
  listenPort: 5432,

  // Where it leads. ROUTE_FILE, ROUTE or ENVIRONMENT name the route; else it is the one below. Passwords are in the environment.
  routes: {
    dev: "postgres://shop@db.dev.example.com:5432/shop",
    test: "postgres://shop@db.test.example.com:5432/shop",
    prod: undefined, // ROUTE_PROD_URL says it
  },
  route: "dev",

  // While the server is down or starting, the app's connections wait: so many, and so long.
  queueMax: 100,
  queueTimeoutMs: 30000,

  // After SIGTERM it goes on until the app's last connection has ended, this long at the most.
  drainTimeoutMs: 10000,

  // "none": ready as soon as it listens. "upstream": ready after the server answered once.
  gate: "none",
  health: { port: 9103 },

  // Status and switch on 127.0.0.1, for who has ADMIN_TOKEN.
  admin: { port: 9104 },
});
