import type { ReactNode } from 'react';

import type { PageMessage } from '../../page-api.js';
import { Blocks } from '../blocks/blocks.js';
import { SurfaceContext, useNewSurface } from '../elements/surface.js';
import { useActions } from '../state/actions.js';
import { Mrkdwn } from '../text/inlines.js';
import { fullTime } from '../text/time.js';
import { FileView } from './file-view.js';

/** A message's blocks, or its text where it has none. */
export function MessageBody({ message }: { readonly message: PageMessage }): ReactNode {
  const { channel, ts, threadTs, blocks, text, files = [], edited } = message;
  const { user, perform, tell } = useActions();
  const surface = useNewSurface({
    user,
    container: { type: 'message', channel, ts },
    blocks,
    perform,
    onFailure: (failure) => {
      tell({ channel, thread: threadTs === ts ? null : threadTs }, failure);
    },
  });
  return (
    <SurfaceContext value={surface}>
      <div className={surface.sending ? 'message-body sending' : 'message-body'}>
        {blocks.length > 0 ? <Blocks blocks={blocks} /> : <Mrkdwn text={text} />}
        {files.map((file) => (
          <FileView key={file.id} file={file} />
        ))}
        {edited && (
          <span className="message-edited" title={`Posted ${fullTime(ts)}`}>
            (edited)
          </span>
        )}
      </div>
    </SurfaceContext>
  );
}
