// The migration of the test on Podman: an init container, so it dials the database itself.
import { readFileSync } from "node:fs";
import pg from "pg";

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query("create table if not exists orders (id bigserial primary key)");
console.log(`migrated with catalogue ${readFileSync("/srv/catalogue/version.txt", "utf8").trim()}`);
await client.end();
