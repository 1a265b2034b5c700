import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderMetrics } from './metrics.js';
import type { HealthSource } from './ports.js';

export interface HealthServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** A cluster whose last evaluation is older than this is not being watched, ms. */
const staleMs = 60_000;

/**
 * Serves `/healthz` (200 while every cluster is being watched), `/readyz` (200 while the store and
 * Slack are there too) and `/metrics` (Prometheus text). Rejects if the address can't be had.
 */
export async function startHealthServer(
  address: { readonly host: string; readonly port: number },
  source: HealthSource,
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    answer(request, response, source).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await listen(server, address);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  source: HealthSource,
): Promise<void> {
  const path = request.url?.split('?')[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  if (path === '/metrics') {
    const text = await renderMetrics(source);
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text);
    return;
  }
  if (path === '/healthz' || path === '/readyz') {
    const problems = [...unwatched(source), ...(path === '/readyz' ? cutOff(source) : [])];
    response
      .writeHead(problems.length === 0 ? 200 : 503, { 'content-type': 'application/json' })
      .end(JSON.stringify({ ok: problems.length === 0, problems }));
    return;
  }
  response.writeHead(404).end();
}

function unwatched(source: HealthSource): string[] {
  return source.ages().flatMap(({ cluster, ageMs }) => {
    if (ageMs === null) return [`${cluster} has not been evaluated yet`];
    return ageMs > staleMs
      ? [`${cluster} was last evaluated ${Math.round(ageMs / 1000)} s ago`]
      : [];
  });
}

function cutOff(source: HealthSource): string[] {
  const problems: string[] = [];
  if (source.storeDownSince() !== null) problems.push('the store does not take changes');
  if (source.slackDownSince() !== null) problems.push('Slack does not take messages');
  return problems;
}
