// Stands for the log server and the artefact store of the test on Podman. `node collector.mjs <port> <folder>` serves the folder's
// artefact.tar.gz and appends each OTLP body to its received.ndjson.
import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

const [, , port, folder] = process.argv;

createServer((request, response) => {
  if (request.method === "GET") return response.end(readFileSync(`${folder}/artefact.tar.gz`));
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
    appendFileSync(`${folder}/received.ndjson`, `${JSON.stringify(JSON.parse(text))}\n`);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
}).listen(Number(port), () => console.log("listening"));
