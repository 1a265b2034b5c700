import type { ReactNode } from 'react';

import { Mrkdwn, Plain } from '../text/inlines.js';
import { object, string } from './json.js';

/** One of Block Kit's text objects, `mrkdwn` or `plain_text`. */
export function TextObject({ value }: { readonly value: unknown }): ReactNode {
  const source = object(value);
  const text = string(source['text']);
  return source['type'] === 'mrkdwn' ? (
    <Mrkdwn text={text} verbatim={source['verbatim'] === true} />
  ) : (
    <Plain text={text} emoji={source['emoji'] !== false} />
  );
}
