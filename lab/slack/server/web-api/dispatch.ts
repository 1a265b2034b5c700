import type { Call } from '../call-log.js';
import type { Core } from '../core.js';
import type { Json } from '../json.js';
import type { InstalledApp } from '../model/app.js';
import { Arguments } from './arguments.js';
import { type Method, requireScope } from './method.js';
import { methods } from './methods.js';
import { SlackError } from './slack-error.js';
import { authenticate } from './tokens.js';

export interface ApiRequest {
  readonly method: string;
  readonly token: string | null;
  readonly args: Json;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** Carries out one call of the Web API. */
export function dispatch(core: Core, sockets: Method, request: ApiRequest, call: Call): ApiAnswer {
  const method = request.method === 'apps.connections.open' ? sockets : methods[request.method];
  let app: InstalledApp | null = null;
  try {
    if (method === undefined)
      throw new SlackError('unknown_method', { req_method: request.method });
    app = method.token === 'none' ? anyApp(core) : authenticate(core, request.token, method);
    const waitSeconds = core.rateLimits?.take(app.id, request.method, request.args) ?? null;
    if (waitSeconds !== null) return tooMany(core, call, waitSeconds);
    if (method.scope !== undefined) requireScope(app, method.scope);
    const body = method.run({ core, app, args: new Arguments(request.args) });
    core.calls.end(call, 200, null);
    return { status: 200, headers: scopes(app, method), body: { ok: true, ...body } };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    core.calls.end(call, 200, error.code);
    return {
      status: 200,
      headers: app === null || method === undefined ? {} : scopes(app, method),
      body: { ok: false, error: error.code, ...error.details },
    };
  }
}

/** The answer to too many calls. */
export function tooMany(core: Core, call: Call, retryAfterSeconds: number): ApiAnswer {
  core.calls.end(call, 429, 'ratelimited');
  return {
    status: 429,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: { ok: false, error: 'ratelimited' },
  };
}

function scopes(app: InstalledApp, method: Method): Readonly<Record<string, string>> {
  return {
    'x-oauth-scopes': method.token === 'app' ? 'connections:write' : app.scopes.join(','),
    ...(method.scope === undefined ? {} : { 'x-accepted-oauth-scopes': method.scope }),
  };
}

/** api.test needs no token: whose it is makes no difference to it. */
function anyApp(core: Core): InstalledApp {
  const [app] = core.workspace.apps.values();
  if (app === undefined) throw new SlackError('invalid_auth');
  return app;
}
