import { parseConninfo, type Conninfo } from '../../replication/conninfo.js';
import { normalizeHost } from '../../replication/topology/addresses.js';
import type { NodeView } from '../../replication/topology/model.js';
import { listNames, safeName } from '../../wording/safe-text.js';
import type { CheckResult } from '../check.js';
import { hbaVerdict } from '../hba.js';
import type { HbaVerdict, ReplicationConnection } from '../hba.js';
import { isLoopback, parseIpAddress } from '../ip-address.js';
import type { CheckContext } from './context.js';
import { factsOf, newcomers, stateOf } from './context.js';
import { blockSwitchover, pass, warn } from './result.js';

const id = 'access';

/** Whether the target's `pg_hba.conf` lets those in that will receive from it. */
export function access(context: CheckContext): readonly CheckResult[] {
  const name = safeName(context.target.name);
  const rules = factsOf(context, context.target)?.replicationHba ?? null;
  const comers = newcomers(context);
  if (comers.length === 0) return [pass(id, `Nobody new receives from ${name}.`)];
  if (rules === null) {
    return [
      warn(
        id,
        `Whether \`pg_hba.conf\` of ${name} lets ${listNames(comers.map((node) => node.name))} in is not visible to pgrepl's role.`,
        `Compare \`pg_hba.conf\` of ${name} with that of the present primary: lines for database \`replication\`.`,
      ),
    ];
  }
  const judged = comers.map((node) => {
    const connection = connectionOf(context, node);
    return { node, connection, verdict: hbaVerdict(rules, connection) };
  });
  const allowed = judged.flatMap(({ node, verdict }) =>
    verdict.kind === 'yes'
      ? [`${safeName(node.name)} in by line ${verdict.line} (${safeName(verdict.method)})`]
      : [],
  );
  return [
    ...(allowed.length === 0
      ? []
      : [pass(id, `\`pg_hba.conf\` of ${name} lets ${allowed.join(', ')}.`)]),
    ...judged.flatMap(({ node, connection, verdict }) => {
      const result = refusal(context, node, connection, verdict);
      return result === null ? [] : [result];
    }),
  ];
}

function refusal(
  context: CheckContext,
  node: NodeView,
  connection: ReplicationConnection,
  verdict: HbaVerdict,
): CheckResult | null {
  const [name, target] = [safeName(node.name), safeName(context.target.name)];
  const who = `${name} (${connection.user === null ? 'role unknown' : `role ${safeName(connection.user)}`}, ${connection.address === null ? 'address unknown' : `from ${safeName(connection.address)}`})`;
  const remedy = `Add a line for database \`replication\` to \`pg_hba.conf\` of ${target}, and reload it.`;
  switch (verdict.kind) {
    case 'yes':
      return null;
    case 'no':
      return blockSwitchover(
        context,
        id,
        verdict.line === null
          ? `No line of \`pg_hba.conf\` of ${target} lets ${who} in for replication.`
          : `Line ${verdict.line} of \`pg_hba.conf\` of ${target} rejects ${who}.`,
        remedy,
      );
    case 'unknown':
      return warn(
        id,
        `Whether \`pg_hba.conf\` of ${target} lets ${who} in depends on line ${verdict.line ?? 'unknown'}, which only the server can judge.`,
        `Look at that line; a connection with \`replication=true\` from ${name} to ${target} shows it.`,
      );
  }
}

/** As whom and from where it will connect. Unless the configuration says, the old primary does it as the target did until now. */
function connectionOf(context: CheckContext, node: NodeView): ReplicationConnection {
  const { primary, target } = context;
  const parts = conninfoOf(context, node === primary ? target : node);
  const login = context.input.logins?.get(target.name);
  return {
    user: login?.user ?? parts?.get('user') ?? null,
    address: addressOf(context, node),
    encryption: encryptionOf(login?.sslMode ?? parts?.get('sslmode')),
  };
}

function conninfoOf(context: CheckContext, node: NodeView): Conninfo | undefined {
  const conninfo = factsOf(context, node)?.primaryConninfo ?? null;
  return conninfo === null ? undefined : parseConninfo(conninfo);
}

/** Where it comes from, as far as that is an address that it will use again. */
function addressOf(context: CheckContext, node: NodeView): string | null {
  const { primary, target } = context;
  const seen =
    node === primary ? addressOfPrimary(context) : (node.senderRow?.clientAddress ?? null);
  const address = seen === null ? null : parseIpAddress(seen);
  if (address === null) return null;
  const [here, there] = [node, target].map(({ declaration }) => normalizeHost(declaration.host));
  // A loopback's address is one's own machine's, and whoever is called there by it comes from it.
  const isUsed = isLoopback(address) ? here === there : there !== 'localhost';
  return isUsed ? seen : null;
}

/** Where the target finds it: its receiver says so from 11 on, and its own settings before. */
function addressOfPrimary(context: CheckContext): string | null {
  const state = stateOf(context, context.target);
  const receiver = state?.role.kind === 'standby' ? state.role.receiver : null;
  const parts = conninfoOf(context, context.target);
  return receiver?.details?.senderHost ?? parts?.get('hostaddr') ?? parts?.get('host') ?? null;
}

function encryptionOf(sslmode: string | undefined): ReplicationConnection['encryption'] {
  switch (sslmode) {
    case 'disable':
      return 'plain';
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return 'ssl';
    default:
      return 'either';
  }
}
