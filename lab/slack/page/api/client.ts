import type { PageAction, PageActionResult, PageState } from '../../page-api.js';

/** Everything that this person can see; null asks for the first member's view. */
export async function fetchState(user: string | null): Promise<PageState> {
  const query = user === null ? '' : `?user=${encodeURIComponent(user)}`;
  const response = await fetch(`/page/state${query}`, { cache: 'no-store' });
  if (!response.ok) throw new Error(`/page/state answered ${response.status}`);
  return (await response.json()) as PageState;
}

/** Does what the person asked for; a server that is gone is an answer too. */
export async function send(action: PageAction): Promise<PageActionResult> {
  try {
    const response = await fetch('/page/actions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    });
    if (response.ok) return (await response.json()) as PageActionResult;
    return { ok: false, message: `The local Slack refused this (HTTP ${response.status}).` };
  } catch {
    return { ok: false, message: 'The local Slack does not answer. Is it still running?' };
  }
}
