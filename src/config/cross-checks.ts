import { parseNodeUrl } from './node-url.js';
import { checkDefaultOperations, checkOperations } from './operations-checks.js';
import { plain, type CrossProblem, type Plain } from './plain.js';
import { name as nameSchema } from './values.js';

/** What pgrepl finds about itself stands under this name. */
const ownName = 'pgrepl';

/**
 * Looks at the file as it was written, whether or not its single values are right, so that these
 * mistakes are told together with those.
 */
export function crossCheck(raw: unknown): readonly CrossProblem[] {
  const file = plain(raw);
  const problems: CrossProblem[] = [];
  const clusters = plain(file['clusters']);
  const defaults = plain(file['defaults']);
  problems.push(...checkDefaultOperations(['defaults'], defaults));
  if (Object.keys(clusters).length === 0 && file['clusters'] !== undefined) {
    problems.push({ path: ['clusters'], message: 'name at least one cluster' });
  }
  const store = plain(file['store']);
  if (store['url'] !== undefined && store['directory'] !== undefined) {
    problems.push({
      path: ['store'],
      message: 'a store is either embedded (directory) or elsewhere (url): write one of the two',
    });
  }
  const folded = new Map<string, string>();
  const servers = new Map<string, string>();
  for (const [name, value] of Object.entries(clusters)) {
    const path = ['clusters', name];
    problems.push(...checkName(path, name), ...checkFolded(path, name, folded));
    if (name.toLowerCase() === ownName) {
      problems.push({
        path,
        message: `is the name under which pgrepl speaks of itself; call the cluster something else`,
      });
    }
    problems.push(...checkNodes(path, plain(plain(value)['nodes']), servers));
    problems.push(...checkContract(path, plain(plain(value)['sync'])));
    problems.push(...checkOperations(path, plain(value), defaults));
    problems.push(...checkMention(path, plain(value), defaults));
  }
  return problems;
}

function checkName(path: readonly PropertyKey[], name: string): readonly CrossProblem[] {
  const parsed = nameSchema.safeParse(name);
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => ({ path, message }));
}

function checkFolded(
  path: readonly PropertyKey[],
  name: string,
  seen: Map<string, string>,
): readonly CrossProblem[] {
  const other = seen.get(name.toLowerCase());
  seen.set(name.toLowerCase(), name);
  return other === undefined || other === name
    ? []
    : [{ path, message: `differs from "${other}" in case alone; names are compared without case` }];
}

function checkNodes(
  clusterPath: readonly PropertyKey[],
  nodes: Plain,
  servers: Map<string, string>,
): readonly CrossProblem[] {
  const problems: CrossProblem[] = [];
  const path = [...clusterPath, 'nodes'];
  if (Object.keys(nodes).length === 0) {
    problems.push({ path, message: 'name at least one node, the primary' });
  }
  const folded = new Map<string, string>();
  const applicationNames = new Map<string, string>();
  for (const [name, value] of Object.entries(nodes)) {
    const here = [...path, name];
    const node = plain(value);
    problems.push(...checkName(here, name), ...checkFolded(here, name, folded));
    problems.push(...checkServer(here, node, servers));
    const own = node['application_name'];
    const applicationName = (typeof own === 'string' ? own : name).toLowerCase();
    const twin = applicationNames.get(applicationName);
    applicationNames.set(applicationName, name);
    if (twin !== undefined && twin.toLowerCase() !== name.toLowerCase()) {
      problems.push({
        path: [...here, 'application_name'],
        message: `is also that of "${twin}": give each standby its own`,
      });
    }
  }
  return problems;
}

function checkServer(
  path: readonly PropertyKey[],
  node: Plain,
  servers: Map<string, string>,
): readonly CrossProblem[] {
  const url = node['url'];
  const host = node['host'];
  if (url === undefined && host === undefined) {
    return [{ path, message: 'write a host (and port) or a url' }];
  }
  if (url !== undefined && host !== undefined) {
    return [{ path, message: 'write either a host or a url, not both' }];
  }
  let server: string | undefined;
  if (typeof url === 'string') {
    const parsed = parseNodeUrl(url);
    if (!parsed.ok) return [{ path: [...path, 'url'], message: parsed.message }];
    if (parsed.url.user !== null && node['user'] !== undefined) {
      return [{ path: [...path, 'user'], message: 'stands in the url too: write it once' }];
    }
    server = `${parsed.url.host}:${parsed.url.port ?? 5432}`;
  } else if (typeof host === 'string') {
    const port = node['port'];
    server = `${host}:${typeof port === 'number' ? port : 5432}`;
  }
  if (server === undefined) return [];
  const twin = servers.get(server.toLowerCase());
  const label = path.join('.');
  servers.set(server.toLowerCase(), label);
  return twin === undefined
    ? []
    : [{ path, message: `is the same server (${server}) as ${twin}: a node is one server` }];
}

/** A rule of when to call that does not say whom. */
function checkMention(
  path: readonly PropertyKey[],
  cluster: Plain,
  defaults: Plain,
): readonly CrossProblem[] {
  const near = cluster['escalation'];
  const far = defaults['escalation'];
  if (near === false || (near === undefined && (far === undefined || far === false))) return [];
  const laid = { ...plain(far), ...plain(near) };
  return laid['mention'] === undefined
    ? [
        {
          path: near === undefined ? ['defaults', 'escalation'] : [...path, 'escalation'],
          message: 'say whom to call: mention: S0123ABCD, the id of a user group',
        },
      ]
    : [];
}

function checkContract(path: readonly PropertyKey[], sync: Plain): readonly CrossProblem[] {
  const { required, eligible } = sync;
  return typeof required === 'number' && typeof eligible === 'number' && eligible < required
    ? [
        {
          path: [...path, 'sync', 'eligible'],
          message: `${eligible} is less than required (${required}): commits would always hang`,
        },
      ]
    : [];
}
