import { type ReactNode, useCallback, useRef, useState } from 'react';

import type { PageAction, PageChannel } from '../../page-api.js';
import { useActions } from '../state/actions.js';
import { useDirectory } from '../state/directory.js';
import { ChannelName } from './channel-name.js';
import { useConfirm } from './confirm.js';
import { Icon } from './icons.js';
import { Popover } from './popover.js';
import { RenameChannel } from './rename-channel.js';

/** A channel's name as its heading, which opens what a member can do with the channel. */
export function ChannelMenu({ channel }: { readonly channel: PageChannel }): ReactNode {
  const { id, name, isArchived, hasApp } = channel;
  const { user, perform, tell } = useActions();
  const app = useDirectory().users.find(({ kind }) => kind === 'bot')?.name ?? 'the app';
  const confirm = useConfirm();
  const [open, setOpen] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    setOpen(false);
  }, []);
  const stopRenaming = useCallback(() => {
    setRenaming(false);
    anchor.current?.focus();
  }, []);
  const change = async (action: PageAction, question?: Question): Promise<void> => {
    close();
    const agreed = question === undefined || (await confirm(dialogOf(question)));
    const result = agreed ? await perform(action) : undefined;
    if (result?.ok === false) tell({ channel: id, thread: null }, result.message);
    anchor.current?.focus();
  };
  const archive = (archived: boolean): PageAction => ({
    kind: 'archive-channel',
    user,
    channel: id,
    archived,
  });
  const move = (isMember: boolean): PageAction => ({
    kind: 'app-in-channel',
    user,
    channel: id,
    isMember,
  });
  return (
    <>
      <h2>
        <button
          ref={anchor}
          type="button"
          className="channel-menu"
          aria-haspopup="menu"
          aria-expanded={open}
          title="What can be done with this channel"
          data-testid="channel-menu"
          onClick={() => {
            setOpen(true);
          }}
        >
          <ChannelName channel={channel} />
          <Icon name="down" />
        </button>
      </h2>
      {open && (
        <Popover anchor={anchor} className="menu" onClose={close}>
          <div role="menu" aria-label={`#${name}`}>
            {isArchived ? (
              <Item onChoose={() => void change(archive(false))}>Unarchive channel</Item>
            ) : (
              <>
                <Item
                  onChoose={() => {
                    close();
                    setRenaming(true);
                  }}
                >
                  Rename channel
                </Item>
                {hasApp ? (
                  <Item
                    danger
                    onChoose={() =>
                      void change(move(false), {
                        title: `Remove ${app} from #${name}?`,
                        text: 'It hears and says nothing there until somebody invites it again.',
                        yes: 'Remove',
                      })
                    }
                  >
                    Remove {app} from channel
                  </Item>
                ) : (
                  <Item onChoose={() => void change(move(true))}>Add {app} to channel</Item>
                )}
                <Item
                  danger
                  onChoose={() =>
                    void change(archive(true), {
                      title: `Archive #${name}?`,
                      text: 'Nobody can post there any more. What was said stays to be read.',
                      yes: 'Archive',
                    })
                  }
                >
                  Archive channel
                </Item>
              </>
            )}
          </div>
        </Popover>
      )}
      {renaming && <RenameChannel channel={channel} onClose={stopRenaming} />}
    </>
  );
}

function Item(props: {
  readonly danger?: boolean;
  readonly children: ReactNode;
  readonly onChoose: () => void;
}): ReactNode {
  const { danger, children, onChoose } = props;
  return (
    <button
      type="button"
      role="menuitem"
      className={danger === true ? 'menu-danger' : undefined}
      onClick={onChoose}
    >
      {children}
    </button>
  );
}

interface Question {
  readonly title: string;
  readonly text: string;
  /** What stands on the button that does it. */
  readonly yes: string;
}

function dialogOf({ title, text, yes }: Question): Readonly<Record<string, unknown>> {
  const plain = (words: string): unknown => ({ type: 'plain_text', text: words });
  return { title: plain(title), text: plain(text), confirm: plain(yes), style: 'danger' };
}
