import type { AppConfig } from './model.js';

/** Every token and password in the configuration: no log line may show one of them. */
export function secretsOf({
  slack,
  store,
  clusters,
  commandSecrets,
}: AppConfig): readonly string[] {
  const passwords = clusters.flatMap(({ nodes }) =>
    nodes.flatMap(({ connection, acting, replication }) => [
      connection.password,
      acting.password,
      replication.password,
    ]),
  );
  const found = [
    slack.botToken,
    slack.appToken,
    slack.signingSecret,
    ...(store.kind === 'url' ? passwordsIn(store.url) : []),
    ...passwords,
    ...commandSecrets,
  ];
  return [...new Set(found.filter((secret): secret is string => secret !== null && secret !== ''))];
}

/** As it is written, and as it is meant. */
function passwordsIn(url: string): readonly (string | null)[] {
  if (!URL.canParse(url)) return [];
  const { password, searchParams } = new URL(url);
  return [password, decoded(password), searchParams.get('password')];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
