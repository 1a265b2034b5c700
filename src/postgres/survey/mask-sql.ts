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
  const user = `regexp_replace(${text}, $re$^(postgres(?:ql)?://[^:@/]*):.*@$re$, $re$\\1:${mask}@$re$)`;
  const inUrl = `regexp_replace(${user}, $re$([?&](?:[^=&]*%[^=&]*|${secretKeywords})=)[^&]*$re$, $re$\\1${mask}$re$, 'gi')`;
  return `case when ${text} ~ '^postgres(ql)?://' then ${inUrl} else ${inWords} end`;
}
