import { timeExample } from "../runtime/formats/time-layout.ts";
import type { FieldType, Piece } from "./layout.ts";

const examples: Partial<Record<FieldType, string>> = {
  iso: "2026-03-02T11:04:05.123Z",
  clf: "02/Mar/2026:11:04:05 +0000",
  bsd: "Mar  2 11:04:05",
  epoch: "1772449445.123",
  int: "404",
  float: "0.25",
  level: "WARN",
  host: "10.0.0.7",
  protocol: "HTTP/1.1",
  rest: "the rest of it",
  onward: "",
  quoted: "a text",
  letter: "W",
  name: "com.example.Main",
  hex: "4bf92f3577b34da6",
  list: "a, b",
  ip: "10.0.0.7",
  csv: "a column",
  request: "GET /orders?page=2 HTTP/1.1",
  user: "frank",
  priority: "34",
  structured: '[origin ip="10.0.0.7"]',
  stream: "stdout",
  tag: "F",
  pairs: 'id=17 state="not paid"',
  object: '{"id":17,"paid":false}',
  rfc3339: "2026-03-02T11:04:05.123Z",
};

/** A piece of a line that fits. */
export function exampleOf(piece: Piece): string {
  if (piece.kind === "literal") return piece.text;
  if (piece.kind === "optional") return piece.pieces.map(exampleOf).join("");
  if (piece.kind === "blanks") return " ";
  if (piece.layout !== undefined) return timeExample(piece.layout);
  if (piece.levels) return Object.keys(piece.levels)[0] ?? "";
  return examples[piece.type] ?? "word";
}
