import type { NodeDeclaration } from './model.js';

const loopback = 'localhost';

/** A host in one spelling: case, a closing dot, IPv4 in IPv6 and the names of the loopback aside. */
export function normalizeHost(host: string): string {
  const plain = host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\/\d+$/, '')
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/\.$/, '');
  const isLoopback =
    plain === 'localhost' ||
    plain === '::1' ||
    /^127\.\d+\.\d+\.\d+$/.test(plain) ||
    // A socket directory: the server runs on the client's own machine.
    plain === '' ||
    host.startsWith('/');
  return isLoopback ? loopback : plain;
}

/**
 * The configured node at the address that a standby's walreceiver is connected to. Null if there is
 * none, or more than one: behind proxies and with other names the address says nothing.
 */
export function nodeAtAddress(
  standby: NodeDeclaration,
  host: string,
  port: number | null,
  declarations: readonly NodeDeclaration[],
): NodeDeclaration | null {
  const sender = normalizeHost(host);
  // What a standby calls its loopback is its own machine, under whatever name pgrepl knows that.
  const hosts = new Set(sender === loopback ? [loopback, normalizeHost(standby.host)] : [sender]);
  const matches = declarations.filter(
    (declaration) =>
      declaration.name !== standby.name &&
      hosts.has(normalizeHost(declaration.host)) &&
      (port === null || declaration.port === port),
  );
  return matches.length === 1 ? (matches[0] ?? null) : null;
}
