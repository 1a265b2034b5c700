import type { ReactNode } from 'react';

import type { PageFile } from '../../page-api.js';

/** A file that came with a message: pictures are shown, the others can be kept. */
export function FileView({ file }: { readonly file: PageFile }): ReactNode {
  const address = `/page/files/${file.id}`;
  const isImage = file.mimetype.startsWith('image/') || file.name.endsWith('.png');
  return (
    <figure className="message-file">
      {isImage ? (
        <a href={address} target="_blank" rel="noreferrer">
          <img src={address} alt={file.title} />
        </a>
      ) : (
        <a className="message-file-name" href={address} download={file.name}>
          {file.title}
        </a>
      )}
      <figcaption>
        {file.name} · {Math.max(1, Math.round(file.size / 1024))} kB
      </figcaption>
    </figure>
  );
}
