import type { LabNode } from '../../../lab/postgres/node.js';

/** A secret as it may turn up: as it is, in a URL, in JSON, in a log line that quotes JSON. */
function formsOf(secret: string): readonly string[] {
  const quoted = JSON.stringify(secret).slice(1, -1);
  return [secret, encodeURIComponent(secret), quoted, JSON.stringify(quoted).slice(1, -1)];
}

/** The names of the secrets that stand in a text in some form. */
export function secretsIn(
  text: string,
  secrets: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
    .map(([name]) => name);
}

/** Lets roles of the lab's in by their passwords alone; everybody else as before. */
export async function askForPasswords(node: LabNode, roles: readonly string[]): Promise<void> {
  const strict = roles.map((role) => `host all ${role} 127.0.0.1/32 scram-sha-256`);
  const rest = ['host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust', ''];
  await node.writeFile('pg_hba.conf', [...strict, ...rest].join('\n'));
  await node.sql('SELECT pg_reload_conf()');
}
