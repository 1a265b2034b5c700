import type { ReactNode } from 'react';

import type { PanelLogEntry } from '../../../demo/panel-api.js';

const SHOWN = 8;
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** What was done lately, the newest first. */
export function PanelLog({ log }: { readonly log: readonly PanelLogEntry[] }): ReactNode {
  if (log.length === 0) return null;
  return (
    <section className="panel-section">
      <h3>Done so far</h3>
      <ol className="panel-log" data-testid="panel-log">
        {log
          .slice(-SHOWN)
          .reverse()
          .map(({ at, text }, index) => (
            <li key={`${at}-${log.length - index}`}>
              <time dateTime={at}>{clock.format(new Date(at))}</time> {text}
            </li>
          ))}
      </ol>
    </section>
  );
}
