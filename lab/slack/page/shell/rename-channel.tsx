import { type ReactNode, useEffect, useId, useRef, useState } from 'react';

import type { PageChannel } from '../../page-api.js';
import { useActions } from '../state/actions.js';
import { Icon } from './icons.js';

/** Asks for a channel's new name; a name that Slack does not take is said so beneath it. */
export function RenameChannel(props: {
  readonly channel: PageChannel;
  readonly onClose: () => void;
}): ReactNode {
  const { channel, onClose } = props;
  const { user, perform } = useActions();
  const [name, setName] = useState(channel.name);
  const [failure, setFailure] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
    field.current?.select();
  }, []);
  const save = async (): Promise<void> => {
    setSaving(true);
    const result = await perform({ kind: 'rename-channel', user, channel: channel.id, name });
    setSaving(false);
    if (result.ok) onClose();
    else setFailure(result.message);
  };
  return (
    <dialog
      ref={dialog}
      className="dialog modal"
      aria-labelledby={`${id}-title`}
      data-testid="rename-channel"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <header className="dialog-head">
          <h2 id={`${id}-title`}>Rename this channel</h2>
          <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div className="dialog-body">
          <div className={failure === null ? 'block-input' : 'block-input block-input-wrong'}>
            <label htmlFor={id}>Channel name</label>
            <input
              ref={field}
              id={id}
              type="text"
              className="text-input"
              autoComplete="off"
              value={name}
              aria-invalid={failure !== null}
              aria-describedby={`${id}-hint`}
              data-testid="rename-channel-name"
              onChange={({ currentTarget }) => {
                setName(currentTarget.value);
                setFailure(null);
              }}
            />
            <p
              id={`${id}-hint`}
              className={failure === null ? 'field-hint' : 'field-error'}
              role={failure === null ? undefined : 'alert'}
            >
              {failure ?? 'Lower case, without spaces or full stops.'}
            </p>
          </div>
        </div>
        <footer className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            className="button button-primary"
            data-testid="rename-channel-save"
            disabled={saving}
          >
            Save changes
          </button>
        </footer>
      </form>
    </dialog>
  );
}
