import { type ReactNode, type SyntheticEvent, useEffect, useRef, useState } from 'react';

import type { PageUser, PageView } from '../../page-api.js';
import { Blocks } from '../blocks/blocks.js';
import { isObject, list, object, textOf } from '../blocks/json.js';
import { TextObject } from '../blocks/text-object.js';
import { SurfaceContext, useNewSurface } from '../elements/surface.js';
import { missing } from '../elements/values.js';
import { useActions } from '../state/actions.js';
import { Avatar } from './avatar.js';
import { Icon } from './icons.js';

const FIRST_FIELD = '.dialog-body :is(input, textarea, .select):not(:disabled)';

/** One of a person's modals; those below the top one are hidden and keep what was entered. */
export function Modal(props: {
  readonly modal: PageView;
  readonly top: boolean;
  readonly bot: PageUser | undefined;
}): ReactNode {
  const { modal, top, bot } = props;
  const { user, perform } = useActions();
  const view = object(modal.view);
  const blocks = list(view['blocks']);
  const ref = useRef<HTMLDialogElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [submitting, setSubmitting] = useState(false);
  const [own, setOwn] = useState<Readonly<Record<string, string>>>({});
  const [refused, setRefused] = useState(modal.errors);
  if (refused !== modal.errors) {
    setRefused(modal.errors);
    setOwn({});
  }
  const surface = useNewSurface({
    user,
    container: { type: 'view', viewId: modal.id },
    blocks,
    errors: { ...modal.errors, ...own },
    perform,
    onFailure: setFailure,
  });

  useEffect(() => {
    const dialog = ref.current;
    if (!top) return;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>(FIRST_FIELD)?.focus();
    return () => {
      dialog?.close();
    };
  }, [top]);

  const submit = async (): Promise<void> => {
    const errors = missing(blocks, surface.values);
    setOwn(errors);
    setFailure(null);
    if (Object.keys(errors).length > 0) return;
    setSubmitting(true);
    const { values } = surface;
    const result = await perform({ kind: 'view-submission', user, viewId: modal.id, values });
    setSubmitting(false);
    if (!result.ok) setFailure(result.message);
  };
  const close = (): void => {
    void perform({ kind: 'view-closed', user, viewId: modal.id });
  };
  const below = top ? '' : '-below';
  const hasInput = blocks.some((block) => object(block)['type'] === 'input');

  return (
    <dialog
      ref={ref}
      className="dialog modal"
      aria-labelledby="modal-title"
      data-testid={`modal${below}`}
      data-view-id={modal.id}
      onCancel={(event: SyntheticEvent) => {
        if (event.target !== ref.current) return;
        event.preventDefault();
        close();
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header className="dialog-head">
          {bot !== undefined && <Avatar user={bot} size="small" />}
          <h2 id="modal-title">
            <TextObject value={view['title']} />
          </h2>
          <button
            type="button"
            className="icon-button"
            aria-label="Close"
            data-testid={`modal-close${below}`}
            onClick={close}
          >
            <Icon name="close" />
          </button>
        </header>
        <div className="dialog-body">
          {failure !== null && (
            <div className="view-error" role="alert" data-testid={`modal-error${below}`}>
              {failure}
            </div>
          )}
          <SurfaceContext value={surface}>
            <Blocks blocks={blocks} />
          </SurfaceContext>
        </div>
        <footer className="dialog-actions">
          <button
            type="button"
            className="button"
            data-testid={`modal-cancel${below}`}
            onClick={close}
          >
            {textOf(view['close']) || 'Close'}
          </button>
          {(isObject(view['submit']) || hasInput) && (
            <button
              type="submit"
              className="button button-primary"
              data-testid={`modal-submit${below}`}
              disabled={submitting || surface.sending}
            >
              {textOf(view['submit']) || 'Submit'}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}
