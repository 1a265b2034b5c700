import type { LocalSlack } from '../../../lab/slack/local-slack.js';
import type {
  PageAction,
  PageActionResult,
  PageEvent,
  PageState,
} from '../../../lab/slack/page-api.js';

/** What the page shows a person. */
export async function state(slack: LocalSlack, user?: string): Promise<PageState> {
  const query = user === undefined ? '' : `?user=${user}`;
  return (await (await fetch(`${slack.url}page/state${query}`)).json()) as PageState;
}

/** Does what a person does on the page. */
export async function act(
  slack: LocalSlack,
  action: PageAction,
  headers: Record<string, string> = {},
): Promise<PageActionResult> {
  const response = await fetch(`${slack.url}page/actions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(action),
  });
  return (await response.json()) as PageActionResult;
}

export interface Told {
  readonly id: number;
  readonly event: PageEvent;
}

/** A person's event stream; `until` reads on to an event, `all` is what came so far. */
export async function stream(
  slack: LocalSlack,
  user: string,
  lastEventId?: number,
): Promise<{
  readonly all: readonly Told[];
  readonly until: (holds: (event: PageEvent) => boolean) => Promise<Told>;
  readonly close: () => void;
}> {
  const abort = new AbortController();
  const response = await fetch(`${slack.url}page/events?user=${user}`, {
    signal: abort.signal,
    headers: lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const all: Told[] = [];
  let rest = '';
  return {
    all,
    until: async (holds) => {
      for (;;) {
        const known = all.find(({ event }) => holds(event));
        if (known !== undefined) return known;
        const read = await reader?.read();
        if (read?.value === undefined) throw new Error('the stream has ended');
        const parts = (rest + read.value).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) {
          const match = /^id: (\d+)\ndata: (.*)$/s.exec(part);
          if (match !== null)
            all.push({ id: Number(match[1]), event: JSON.parse(match[2] ?? '') as PageEvent });
        }
      }
    },
    close: () => {
      abort.abort();
    },
  };
}
