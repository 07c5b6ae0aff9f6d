import { timeExample } from "../../runtime/formats/time-layout.ts";
import type { FieldType, Piece } from "../layout.ts";

const byAttribute: Readonly<Record<string, string>> = {
  "http.response.status_code": "200",
  "http.request.method": "GET",
  "url.path": "/index.html",
  "url.scheme": "https",
  "user_agent.original": "curl/8.5.0",
};

const byType: Partial<Record<FieldType, string>> = {
  iso: "2026-03-02 11:04:05,123",
  rfc3339: "2026-03-02T11:04:05.123Z",
  clf: "02/Mar/2026:11:04:05 +0000",
  epoch: "1772449445.123",
  int: "404",
  ints: "404",
  float: "0.250",
  floats: "0.250",
  texts: "10.0.0.8:8080",
  level: "INFO",
  letter: "I",
  host: "10.0.0.7",
  ip: "10.0.0.7",
  protocol: "HTTP/1.1",
  request: "GET /index.html?a=b HTTP/1.1",
  rest: "a message of the program",
  name: "com.example.Main",
  hex: "4bf92f3577b34da6",
};

/** A piece of a line of the format. What may be missing is not there. */
export function exampleOf(piece: Piece): string {
  if (piece.kind === "literal") return piece.text;
  if (piece.kind === "optional") return "";
  if (piece.kind === "blanks") return " ".repeat(piece.least);
  if (piece.layout !== undefined) return timeExample(piece.layout);
  if (piece.levels) return Object.keys(piece.levels)[0] ?? "";
  if (piece.to === "body" && (piece.type === "text" || piece.type === "most")) return "a message of the program";
  const known = typeof piece.to === "object" ? byAttribute[piece.to.attribute] : undefined;
  return known ?? byType[piece.type] ?? "word";
}
