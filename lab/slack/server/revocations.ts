/** The tokens that are no longer good, and what Slack says of each. */
export type RevokedAs = 'token_revoked' | 'invalid_auth' | 'account_inactive' | 'token_expired';

export class Revocations {
  readonly #revoked = new Map<string, RevokedAs>();

  revoke(token: string, as: RevokedAs): void {
    this.#revoked.set(token, as);
  }

  restore(token: string): void {
    this.#revoked.delete(token);
  }

  of(token: string): RevokedAs | null {
    return this.#revoked.get(token) ?? null;
  }
}
