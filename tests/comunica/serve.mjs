// Comunica's own HTTP endpoint over N-Quads files: `node serve.mjs FILE...`. Writes the port of each file as a list in
// JSON and serves until it is killed.
//
// Comunica's command listens on every interface, compiles itself anew for 13 s and takes one file. So its endpoint is
// made here without its constructor, over the engine that comes compiled, and listens to this machine alone.

import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { HttpServiceSparqlEndpoint } from '@comunica/actor-init-query';
import { QueryEngine } from '@comunica/query-sparql-rdfjs';
import { EntityIndex, Store, StreamParser } from 'n3';

const engine = new QueryEngine();
const variants = Object.entries(await engine.getResultMediaTypes()).map(([type, quality]) => ({ type, quality }));
const silent = { write: () => true };
const entityIndex = new EntityIndex();

// The endpoint tells the process that minds it of each query; here nobody does.
process.send = () => true;

async function listen(file) {
  const store = new Store({ entityIndex });
  for await (const quad of createReadStream(file).pipe(new StreamParser({ format: 'N-Quads' }))) store.addQuad(quad);
  const endpoint = Object.create(HttpServiceSparqlEndpoint.prototype);
  Object.assign(endpoint, { context: { sources: [store] }, lastQueryId: 0 });
  const server = createServer(endpoint.handleRequest.bind(endpoint, engine, variants, silent, silent));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

const ports = [];
for (const file of process.argv.slice(2)) ports.push(await listen(file));
console.log(JSON.stringify(ports));
