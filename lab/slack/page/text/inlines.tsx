import { type ReactNode, useMemo } from 'react';

import { findUser, useDirectory } from '../state/directory.js';
import { type Inline, parseMrkdwn, parsePlain, type SlackDate } from './mrkdwn.js';
import { formatSlackDate } from './slack-date.js';

/** mrkdwn as Slack shows it. */
export function Mrkdwn(props: { readonly text: string; readonly verbatim?: boolean }): ReactNode {
  const { text, verbatim = false } = props;
  const paragraphs = useMemo(() => parseMrkdwn(text, verbatim), [text, verbatim]);
  return (
    <div className="mrkdwn">
      {paragraphs.map((paragraph, index) => {
        if (paragraph.type === 'pre') return <pre key={index}>{paragraph.text}</pre>;
        if (paragraph.type === 'quote') {
          return (
            <blockquote key={index}>
              <Inlines inlines={paragraph.content} />
            </blockquote>
          );
        }
        return (
          <p key={index}>
            <Inlines inlines={paragraph.content} />
          </p>
        );
      })}
    </div>
  );
}

/** `plain_text` as Slack shows it: emoji names become emoji, everything else stays. */
export function Plain(props: { readonly text: string; readonly emoji?: boolean }): ReactNode {
  const { text, emoji = true } = props;
  const inlines = useMemo(() => parsePlain(text, emoji), [text, emoji]);
  return <Inlines inlines={inlines} />;
}

function Inlines({ inlines }: { readonly inlines: readonly Inline[] }): ReactNode {
  return inlines.map((inline, index) => <InlineView key={index} inline={inline} />);
}

function InlineView({ inline }: { readonly inline: Inline }): ReactNode {
  switch (inline.type) {
    case 'text':
      return inline.text;
    case 'bold':
      return (
        <strong>
          <Inlines inlines={inline.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Inlines inlines={inline.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Inlines inlines={inline.children} />
        </s>
      );
    case 'code':
      return <code>{inline.text}</code>;
    case 'emoji':
      return <Emoji name={inline.name} glyph={inline.glyph} />;
    case 'link':
      return <SafeLink href={inline.href}>{inline.label}</SafeLink>;
    case 'broadcast':
      return <span className="mention mention-broadcast">@{inline.range}</span>;
    case 'date':
      return <DateView date={inline} />;
    case 'user':
    case 'channel':
    case 'usergroup':
      return <Mention type={inline.type} id={inline.id} label={inline.label} />;
  }
}

/**
 * An emoji as text. Coloured circles and squares, which say how a thing is, are painted, so that
 * they show their colour on a machine without an emoji font too.
 */
export function Emoji(props: { readonly name: string; readonly glyph: string }): ReactNode {
  const { name, glyph } = props;
  const [, colour, shape] =
    /^(?:large_)?(red|orange|yellow|green|blue|purple|brown|white|black)_(circle|square)$/.exec(
      name,
    ) ?? [];
  const painted = colour === undefined ? '' : ` painted painted-${shape ?? ''} paint-${colour}`;
  return (
    <span className={`emoji${painted}`} role="img" aria-label={`${name} emoji`}>
      {glyph}
    </span>
  );
}

/** A link out of the page; anything but the web and mail is shown as text. */
export function SafeLink(props: {
  readonly href: string;
  readonly children: ReactNode;
}): ReactNode {
  if (!/^(?:https?|mailto|tel):/i.test(props.href)) return props.children;
  return (
    <a href={props.href} target="_blank" rel="noreferrer noopener">
      {props.children}
    </a>
  );
}

export function DateView({ date }: { readonly date: SlackDate }): ReactNode {
  const shown = formatSlackDate(date.epochS, date.format, Date.now()) || date.fallback;
  const time = new Date(date.epochS * 1000);
  const mark = (
    <time dateTime={time.toISOString()} title={time.toLocaleString()}>
      {shown}
    </time>
  );
  return date.href === null ? mark : <SafeLink href={date.href}>{mark}</SafeLink>;
}

export function Mention(props: {
  readonly type: 'user' | 'channel' | 'usergroup';
  readonly id: string;
  readonly label?: string;
}): ReactNode {
  const directory = useDirectory();
  if (props.type === 'user') {
    const user = findUser(directory, props.id);
    const mine = directory.me?.id === props.id;
    return (
      <span className={mine ? 'mention mention-me' : 'mention'} data-user-id={props.id}>
        @{user.name}
      </span>
    );
  }
  if (props.type === 'usergroup') {
    const group = directory.groups.find(({ id }) => id === props.id);
    const name = group?.handle ?? (props.label === '' ? undefined : props.label) ?? props.id;
    return <span className="mention">@{name.replace(/^@/, '')}</span>;
  }
  const channel = directory.channels.find(({ id }) => id === props.id);
  if (channel === undefined) return <span className="mention">#{props.label ?? props.id}</span>;
  return (
    <button
      type="button"
      className="mention"
      onClick={() => {
        directory.openChannel(channel.id);
      }}
    >
      #{channel.name}
    </button>
  );
}
