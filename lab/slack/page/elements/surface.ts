import { createContext, useContext, useMemo, useState } from 'react';

import type { PageAction, PageActionResult } from '../../page-api.js';
import { isObject, type Json, string } from '../blocks/json.js';
import { useConfirm } from '../shell/confirm.js';
import { currentValues, stateField, type Values } from './values.js';

type Container = Extract<PageAction, { kind: 'block-action' }>['container'];

/** A message or a view with what was entered into it. Elements reach theirs by context. */
export interface Surface {
  readonly values: Values;
  /** True while an action is on its way: nothing else can be started then. */
  readonly sending: boolean;
  /** What is wrong with an input, by block id. */
  readonly errors: Readonly<Record<string, string>>;
  /** Remembers an element's new state; it is sent at once where `dispatch` says so. */
  readonly enter: (at: ElementPlace, state: Json) => void;
  /** Sends a `block_actions`, after the element's own confirm dialog if it has one. */
  readonly act: (at: ElementPlace, detail: Json) => void;
}

export interface ElementPlace {
  readonly blockId: string;
  readonly element: Json;
  /** Whether a change of state is an action: always outside of inputs, inside where the app asks. */
  readonly dispatch: boolean;
}

const inert: Surface = {
  values: {},
  sending: false,
  errors: {},
  enter: () => undefined,
  act: () => undefined,
};

export const SurfaceContext = createContext<Surface>(inert);

export function useSurface(): Surface {
  return useContext(SurfaceContext);
}

export interface SurfaceOptions {
  readonly user: string;
  readonly container: Container;
  readonly blocks: readonly unknown[];
  readonly errors?: Readonly<Record<string, string>>;
  readonly perform: (action: PageAction) => Promise<PageActionResult>;
  /** Told when an action failed: Slackbot's words. */
  readonly onFailure: (message: string) => void;
}

const noErrors = {};

export function useNewSurface(options: SurfaceOptions): Surface {
  const { user, container, blocks, errors = noErrors, perform, onFailure } = options;
  const [entered, setEntered] = useState<Values>({});
  const [sending, setSending] = useState(false);
  const confirm = useConfirm();
  const values = useMemo(() => currentValues(blocks, entered), [blocks, entered]);

  const submit = async ({ blockId, element }: ElementPlace, detail: Json, next: Values) => {
    const action = {
      type: element['type'],
      action_id: element['action_id'],
      block_id: blockId,
      ...detail,
    };
    setSending(true);
    const result = await perform({ kind: 'block-action', user, container, action, values: next });
    setSending(false);
    if (!result.ok) onFailure(result.message);
  };

  const allowed = async ({ element }: ElementPlace): Promise<boolean> =>
    isObject(element['confirm']) ? await confirm(element['confirm']) : true;

  const act: Surface['act'] = (at, detail) => {
    void allowed(at).then((yes) => (yes ? submit(at, detail, values) : undefined));
  };

  const enter: Surface['enter'] = (at, state) => {
    const { blockId, element } = at;
    const place = { [blockId]: { ...entered[blockId], [string(element['action_id'])]: state } };
    const next = { ...entered, ...place };
    if (!at.dispatch) {
      setEntered(next);
      return;
    }
    void allowed(at).then((yes) => {
      if (!yes) return undefined;
      setEntered(next);
      const field = stateField(element) ?? 'value';
      return submit(at, { [field]: state[field] }, currentValues(blocks, next));
    });
  };

  return { values, sending, errors, enter, act };
}
