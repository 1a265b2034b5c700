import { type ComponentProps, type ReactNode, useMemo } from 'react';
import { Message } from 'slack-blocks-to-jsx';

import { ErrorBoundary } from '../shell/error-boundary.js';
import { useDirectory } from '../state/directory.js';
import { emojiGlyph } from '../text/emoji.js';
import { DateView, Emoji, Mention, SafeLink } from '../text/inlines.js';
import { type Json, string } from './json.js';

type LibraryProps = ComponentProps<typeof Message>;

/** Mentions, dates, links and emoji look and behave everywhere alike. */
const hooks: NonNullable<LibraryProps['hooks']> = {
  user: ({ id }) => <Mention type="user" id={id} />,
  channel: ({ id, name }) => <Mention type="channel" id={id} label={name} />,
  usergroup: ({ id }) => <Mention type="usergroup" id={id} />,
  atChannel: () => <span className="mention mention-broadcast">@channel</span>,
  atHere: () => <span className="mention mention-broadcast">@here</span>,
  atEveryone: () => <span className="mention mention-broadcast">@everyone</span>,
  emoji: ({ name }) => {
    const glyph = emojiGlyph(name);
    return glyph === null ? `:${name}:` : <Emoji name={name} glyph={glyph} />;
  },
  date: ({ timestamp, format, link, fallback }) => (
    <DateView date={{ type: 'date', epochS: Number(timestamp), format, href: link, fallback }} />
  ),
  link: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>,
};

/** A block that only shows something, drawn by the library. */
export function LibraryBlock({ block }: { readonly block: Json }): ReactNode {
  const { users, channels, groups } = useDirectory();
  const data = useMemo(
    () => ({
      users: users.map(({ id, name }) => ({ id, name })),
      channels: channels.map(({ id, name }) => ({ id, name })),
      user_groups: groups.map(({ id, handle }) => ({ id, name: handle })),
    }),
    [users, channels, groups],
  );
  // The library reads what it is given; whatever it cannot read is shown by its type.
  const blocks = useMemo(() => [block] as unknown as LibraryProps['blocks'], [block]);
  const type = string(block['type']);
  return (
    <ErrorBoundary
      of={block}
      fallback={<span className="unsupported">This page can’t show this “{type}” block.</span>}
    >
      <div className={`block-library block-${type}`}>
        <Message
          blocks={blocks}
          logo=""
          name=""
          theme="light"
          withoutWrapper
          data={data}
          hooks={hooks}
        />
      </div>
    </ErrorBoundary>
  );
}
