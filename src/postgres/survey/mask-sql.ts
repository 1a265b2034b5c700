/** Keywords of libpq whose values are nobody's business (10 to 18). */
const secretKeywords = 'password|sslpassword|oauth_client_secret|scram_client_key|scram_server_key';

/** What stands in place of a secret. */
export const mask = '***';

/**
 * An SQL expression for a connection string without its secrets, so that they never leave the server.
 * In doubt more is masked than need be: an open quote up to the end, a URL up to its last `@`, and
 * every keyword of a URL that is written with `%`.
 */
export function maskedConninfo(text: string): string {
  const value = String.raw`'(?:[^'\\]|\\.)*(?:'|$)|(?:[^\s\\]|\\.|\\$)*`;
  const inWords = `regexp_replace(${text}, $re$\\m(${secretKeywords})\\s*=\\s*(?:${value})$re$, $re$\\1=${mask}$re$, 'gi')`;
  const user = `regexp_replace(${text}, $re$^(postgres(?:ql)?://[^:@/?]*):.*@$re$, $re$\\1:${mask}@$re$)`;
  const inUrl = `regexp_replace(${user}, $re$([?&](?:[^=&]*%[^=&]*|${secretKeywords})=)[^&]*$re$, $re$\\1${mask}$re$, 'gi')`;
  return `case when ${text} ~ '^postgres(ql)?://' then ${inUrl} else ${inWords} end`;
}

/** An SQL expression for a shell command in which what looks like a secret is masked. */
export function maskedCommand(text: string): string {
  const word = String.raw`(?:"[^"]*"|'[^']*'|[^\s"']+)`;
  const assigned = `regexp_replace(${text}, $re$(\\w*(?:pass|pwd|secret|token|key|credential)\\w*\\s*[=:]\\s*)${word}$re$, $re$\\1${mask}$re$, 'gi')`;
  const argument = `regexp_replace(${assigned}, $re$(--?\\w*(?:pass|secret|token|key)[\\w-]*\\s+)${word}$re$, $re$\\1${mask}$re$, 'gi')`;
  return `regexp_replace(${argument}, $re$(://[^:@/\\s]*:)[^\\s]*@$re$, $re$\\1${mask}@$re$, 'g')`;
}
