// The shop of the test on Podman: POST /orders is a row in its database, a JSON line and an access-log line. It knows localhost only.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import pg from "pg";

const database = new pg.Pool({ connectionString: process.env.DATABASE_URL });
database.on("error", () => {});

async function answer({ method, url }) {
  if (url === "/healthz") return [200, "ok\n"];
  if (method !== "POST" || url !== "/orders") return [404, "not here\n"];
  const { rows } = await database.query("insert into orders default values returning id, current_database() as database");
  const { id, database: name } = rows[0];
  const time = new Date();
  appendFileSync(`${process.env.LOG_DIR}/app.log`, `${JSON.stringify({ time: time.toISOString(), message: "order", order: id })}\n`);
  const [, month, day, year, clock] = /^\w+ (\w+) (\d+) (\d+) ([\d:]+)/.exec(time.toString());
  const line = `127.0.0.1 - - [${day}/${month}/${year}:${clock} +0000] "POST /orders HTTP/1.1" 201 ${id.length} "-" "order/${id}"`;
  appendFileSync(`${process.env.ACCESS_LOG_DIR}/access.log`, `${line}\n`);
  return [201, JSON.stringify({ id, database: name })];
}

createServer(async (request, response) => {
  const [status, body] = await answer(request).catch((error) => [500, `${error.message}\n`]);
  response.writeHead(status).end(body);
}).listen(Number(process.env.PORT));

process.on("SIGTERM", () => process.exit(0));
