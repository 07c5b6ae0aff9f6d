import { companionCommand } from "../companion.ts";

export const { flags, run } = companionCommand("ambassador", [
  ["scaffold ambassador", "PostgreSQL on localhost:5432, carried to the database of the environment"],
  ["scaffold ambassador orders-db --routes dev=postgres://orders@db.dev/orders", "say where a route leads; the Secret has the others"],
  ["scaffold ambassador cache --protocol tcp --listen 6379 --routes dev=tcp://cache.dev:6379", "any other protocol"],
]);
