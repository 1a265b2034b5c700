import type { ReactNode } from 'react';

import type { PanelNight } from '../../../demo/panel-api.js';

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** What comes by itself if one only waits. */
export function NightNote({ night }: { readonly night: PanelNight }): ReactNode {
  const { callAfterSeconds, callEverySeconds, called, digestAt } = night;
  return (
    <section className="panel-section panel-night" data-testid="panel-night">
      <h3>Do nothing</h3>
      <p>
        What is critical and acknowledged by nobody calls {called} after {callAfterSeconds} s, and
        again every {callEverySeconds} s.
      </p>
      <p>
        The digest of the day comes at{' '}
        <time dateTime={digestAt}>{clock.format(new Date(digestAt))}</time>;{' '}
        <code>/pgrepl digest</code> tells it now.
      </p>
    </section>
  );
}
