import { useCallback, useEffect, useState } from 'react';

import type { PanelAction, PanelActionResult, PanelState } from '../../../demo/panel-api.js';
import { useVisible } from '../state/use-visible.js';

export interface Panel {
  /** Null where there is no demo behind the page. */
  readonly state: PanelState | null;
  readonly live: boolean;
  /** What went wrong with the last thing that was asked for. */
  readonly failure: string | null;
  readonly sending: boolean;
  readonly act: (action: PanelAction) => void;
}

const RETRY_MS = 2000;

export function usePanel(): Panel {
  const [state, setState] = useState<PanelState | null>(null);
  const [live, setLive] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [sending, setSending] = useState(false);

  const visible = useVisible();

  useEffect(() => {
    // A browser keeps six connections to one server: tabs that nobody sees hold none for this.
    if (!visible) return;
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const again = (): void => {
      source?.close();
      if (ended) return;
      setLive(false);
      timer = setTimeout(() => void load(), RETRY_MS);
    };
    const load = async (): Promise<void> => {
      const response = await fetch('/panel/state', { cache: 'no-store' }).catch(() => null);
      if (response === null || response.status >= 500) {
        again();
        return;
      }
      // Any other answer means that nobody serves a panel here.
      if (response.status !== 200) return;
      const first = (await response.json()) as PanelState;
      if (hasEnded()) return;
      setState(first);
      setLive(true);
      source = new EventSource('/panel/events');
      source.onmessage = ({ data }: MessageEvent<string>) => {
        setState(JSON.parse(data) as PanelState);
      };
      source.onerror = again;
    };
    const hasEnded = (): boolean => ended;
    void load();
    return () => {
      ended = true;
      clearTimeout(timer);
      source?.close();
    };
  }, [visible]);

  const act = useCallback((action: PanelAction) => {
    setSending(true);
    setFailure(null);
    void post(action).then((result) => {
      setSending(false);
      if (!result.ok) setFailure(result.message);
    });
  }, []);

  return { state, live, failure, sending, act };
}

async function post(action: PanelAction): Promise<PanelActionResult> {
  try {
    const response = await fetch('/panel/actions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    });
    if (response.ok) return (await response.json()) as PanelActionResult;
    return { ok: false, message: `The demo refused this (HTTP ${response.status}).` };
  } catch {
    return { ok: false, message: 'The demo does not answer.' };
  }
}
