import { closest } from 'fastest-levenshtein';
import { placeholders, placeholdersOf } from '../operations/placeholder.js';
import { plain, type CrossProblem, type Plain } from './plain.js';

/** Without these the command driver could not carry out a switchover. */
const needed = ['stop', 'start', 'control_data', 'make_standby'] as const;

const kinds = ['switchover', 'promote'] as const;

/** Mistakes in what is said of operations for all clusters. */
export function checkDefaultOperations(path: Path, defaults: Plain): readonly CrossProblem[] {
  const section = plain(defaults['operations']);
  return checkCommands([...path, 'operations', 'commands'], plain(section['commands']));
}

type Path = readonly PropertyKey[];

/** Mistakes in what is said of a cluster's operations that no single value shows. */
export function checkOperations(
  path: Path,
  cluster: Plain,
  defaults: Plain,
): readonly CrossProblem[] {
  const own = plain(cluster['operations']);
  const far = plain(defaults['operations']);
  const isOn = cluster['operations'] !== undefined || defaults['operations'] !== undefined;
  const shared = { ...plain(far['commands']), ...plain(own['commands']) };
  const driver = own['driver'] ?? far['driver'];
  const problems: CrossProblem[] = [
    ...checkCommands([...path, 'operations', 'commands'], plain(own['commands'])),
    ...kinds.flatMap((kind) => checkApprovers(path, kind, own, far)),
  ];
  for (const [name, value] of Object.entries(plain(cluster['nodes']))) {
    const here = [...path, 'nodes', name];
    const node = plain(value);
    const commands = plain(node['commands']);
    problems.push(...checkCommands([...here, 'commands'], commands));
    if (!isOn) problems.push(...checkIdle(here, node));
    if (driver === 'command') problems.push(...checkNeeded(here, { ...shared, ...commands }));
  }
  return problems;
}

function checkIdle(path: Path, node: Plain): readonly CrossProblem[] {
  return ['commands', 'replication'].flatMap((key) =>
    node[key] === undefined
      ? []
      : [
          {
            path: [...path, key],
            message:
              'does nothing while operations are off: write an operations section for the cluster',
          },
        ],
  );
}

function checkNeeded(path: Path, commands: Plain): readonly CrossProblem[] {
  const missing = needed.filter((name) => commands[name] === undefined);
  return missing.length === 0
    ? []
    : [
        {
          path: [...path, 'commands'],
          message: `lacks ${missing.join(', ')}: with the driver "command" any node may become the primary and stop being it; write what is missing here, or for all nodes under operations.commands`,
        },
      ];
}

const braces = /(?<!\$)\{([a-z][a-z_]*)\}/g;

function checkCommands(path: Path, commands: Plain): readonly CrossProblem[] {
  return Object.entries(commands).flatMap(([command, argv]) =>
    Array.isArray(argv)
      ? argv.flatMap((argument: unknown, index) =>
          typeof argument === 'string'
            ? checkArgument([...path, command, index], command, argument)
            : [],
        )
      : [],
  );
}

function checkArgument(path: Path, command: string, argument: string): readonly CrossProblem[] {
  const known = placeholdersOf(command);
  return [...argument.matchAll(braces)].flatMap(([whole, name = '']) => {
    if (known.some((each) => each === name)) return [];
    return [{ path, message: `has ${whole}, ${whyNot(command, name)}` }];
  });
}

function whyNot(command: string, name: string): string {
  if (name === 'conninfo') {
    return 'which would show a password in the list of processes: what a standby connects with comes on standard input, as lines of its settings';
  }
  if (placeholders.some((each) => each === name)) {
    return `which has no value for ${command}: only make_standby, rewind and reclone lead to another node`;
  }
  const known = placeholdersOf(command);
  return `which pgrepl does not know; did you mean {${closest(name, [...known])}}? Known here: ${known.map((each) => `{${each}}`).join(', ')}`;
}

/** A list that can never bring the approvals together would be found out in the night it counts. */
function checkApprovers(
  path: Path,
  kind: (typeof kinds)[number],
  own: Plain,
  far: Plain,
): readonly CrossProblem[] {
  const list = (use: 'request' | 'approve'): readonly unknown[] => {
    const value = plain(own[kind])[use] ?? plain(far[kind])[use];
    return Array.isArray(value) ? [...new Set<unknown>(value)] : [];
  };
  const requesters = list('request');
  const approvers = list('approve');
  const approvals = own['approvals'] ?? far['approvals'] ?? 1;
  const self = own['requester_may_approve'] ?? far['requester_may_approve'] ?? false;
  if (requesters.length === 0 || typeof approvals !== 'number') return [];
  // How many people a group holds, Slack knows.
  if (approvers.some((id) => typeof id !== 'string' || id.startsWith('S'))) return [];
  const most = Math.max(
    ...requesters.map(
      (requester) => approvers.filter((id) => self === true || id !== requester).length,
    ),
  );
  if (most >= approvals) return [];
  const besides = self === true || approvers.length === most ? '' : ' besides the requester';
  return [
    {
      path: [...path, 'operations', kind, 'approve'],
      message: `names ${people(most)}${besides}, and ${approvals === 1 ? 'one approval is' : `${approvals} approvals are`} needed: nothing could ever be approved`,
    },
  ];
}

function people(count: number): string {
  if (count === 0) return 'nobody';
  return count === 1 ? 'one person' : `${count} people`;
}
