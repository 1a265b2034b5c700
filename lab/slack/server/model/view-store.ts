import type { Changes } from '../changes.js';
import type { Json } from '../json.js';
import { secret } from './ids.js';
import type { View } from './view.js';

const DEEPEST = 3;

/** The views that people have open: a stack of modals each, and a Home tab per app. */
export class ViewStore {
  readonly #changes: Changes;
  readonly #nextId: () => string;
  readonly #modals = new Map<string, View[]>();
  readonly #homes = new Map<string, View>();

  constructor(changes: Changes, nextId: () => string) {
    this.#changes = changes;
    this.#nextId = nextId;
  }

  /** What a person has open, the uppermost last. */
  modals(user: string): readonly View[] {
    return this.#modals.get(user) ?? [];
  }

  home(user: string, appId: string): View | null {
    return this.#homes.get(`${user} ${appId}`) ?? null;
  }

  homes(user: string): readonly View[] {
    return [...this.#homes.values()].filter((view) => view.user === user);
  }

  find(id: string): View | null {
    const all = [...this.#homes.values(), ...[...this.#modals.values()].flat()];
    return all.find((view) => view.id === id) ?? null;
  }

  findExternal(appId: string, externalId: string): View | null {
    const all = [...this.#homes.values(), ...[...this.#modals.values()].flat()];
    return (
      all.find((view) => view.appId === appId && view.content['external_id'] === externalId) ?? null
    );
  }

  /** Whether another modal may be put upon this person's. */
  hasRoom(user: string): boolean {
    return this.modals(user).length < DEEPEST;
  }

  /** Opens a first modal: what was open is closed, as Slack's client shows one stack. */
  open(appId: string, user: string, content: Json): View {
    for (const view of [...this.modals(user)].reverse()) this.close(view);
    return this.push(appId, user, content);
  }

  push(appId: string, user: string, content: Json): View {
    const below = this.modals(user).at(-1);
    const id = this.#nextId();
    const view: View = {
      id,
      type: 'modal',
      appId,
      user,
      rootId: below?.rootId ?? id,
      previousId: below?.id ?? null,
      content,
      hash: newHash(),
      errors: {},
    };
    this.#modals.set(user, [...this.modals(user), view]);
    this.#changes.publish({ kind: 'view-shown', view });
    return view;
  }

  publishHome(appId: string, user: string, content: Json): View {
    const known = this.home(user, appId);
    if (known !== null) {
      this.update(known, content);
      return known;
    }
    const id = this.#nextId();
    const view: View = {
      id,
      type: 'home',
      appId,
      user,
      rootId: id,
      previousId: null,
      content,
      hash: newHash(),
      errors: {},
    };
    this.#homes.set(`${user} ${appId}`, view);
    this.#changes.publish({ kind: 'view-shown', view });
    return view;
  }

  update(view: View, content: Json): void {
    view.content = content;
    view.hash = newHash();
    view.errors = {};
    this.#changes.publish({ kind: 'view-shown', view });
  }

  refuse(view: View, errors: Readonly<Record<string, string>>): void {
    view.errors = errors;
    this.#changes.publish({ kind: 'view-shown', view });
  }

  close(view: View): void {
    this.#modals.set(
      view.user,
      this.modals(view.user).filter((other) => other !== view),
    );
    this.#changes.publish({ kind: 'view-closed', view });
  }
}

function newHash(): string {
  return `${Math.floor(Date.now() / 1000)}.${secret().slice(0, 8)}`;
}
