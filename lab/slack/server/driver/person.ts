import type { Core } from '../core.js';
import { runBlockAction } from '../interactions/block-action.js';
import { deleteAsPerson, editAsPerson } from '../interactions/change-own.js';
import { runCommand } from '../interactions/command.js';
import { openHome } from '../interactions/events.js';
import { postAsPerson } from '../interactions/post.js';
import { runMessageShortcut } from '../interactions/shortcut.js';
import { initialValues } from '../interactions/state-values.js';
import { closeView, submitView } from '../interactions/view.js';
import { objectsOf } from '../json.js';
import type { Message } from '../model/message.js';
import type { Channel, User } from '../model/people.js';
import { compareTs } from '../model/timestamps.js';
import type { View } from '../model/view.js';
import { sees } from '../page/render.js';
import { actionFor, filledIn, findElement } from './elements.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { waitFor } from './waiting.js';

/** A message's place. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/** One person at Slack, for tests: does what people do and sees what they see. */
export class Person {
  readonly #core: Core;
  readonly user: User;

  constructor(core: Core, user: User) {
    this.#core = core;
    this.user = user;
  }

  /** Types a slash command; channels go by id or name. */
  async command(
    command: string,
    text = '',
    channel = '#pg-alerts',
    threadTs?: string,
  ): Promise<Outcome> {
    const typed = { user: this.user, channel: this.#channel(channel), command, text, threadTs };
    return this.#outcome(await runCommand(this.#core, typed));
  }

  /** Uses an element of a message or a view; `chosen` is the value of the option that is chosen. */
  async click(target: MessageRef | View, actionId: string, chosen?: string): Promise<Outcome> {
    const container = this.#container(target);
    const blocks =
      container.type === 'view'
        ? objectsOf(container.view.content['blocks'])
        : container.message.blocks;
    const placed = findElement(blocks, actionId);
    const action = actionFor(placed, chosen);
    const values = initialValues(blocks);
    return this.#outcome(
      await runBlockAction(this.#core, { user: this.user, container, action, values }),
    );
  }

  /**
   * Submits a modal. The entries go by block id or action id: the text, the chosen option's value,
   * or the element's whole state.
   */
  async submit(view: View, entries: Readonly<Record<string, unknown>> = {}): Promise<Outcome> {
    const values = filledIn(objectsOf(view.content['blocks']), entries);
    return this.#outcome(await submitView(this.#core, this.#own(view), values));
  }

  async close(view: View): Promise<Outcome> {
    return this.#outcome(await closeView(this.#core, this.#own(view)));
  }

  async shortcut(callbackId: string, target: MessageRef): Promise<Outcome> {
    const message = this.#message(target);
    return this.#outcome(await runMessageShortcut(this.#core, this.user, callbackId, message));
  }

  /** Opens the Home tab of the first app, and waits until the app has published it. */
  async openHome(timeoutMs = 20_000): Promise<View> {
    const [app] = this.#core.workspace.apps.values();
    if (app === undefined) throw new Error('The local Slack has no app.');
    const before = this.#core.views.home(this.user.id, app.id)?.hash;
    openHome(this.#core, app, this.user.id);
    return waitFor(
      this.#core.changes,
      () => {
        const home = this.#core.views.home(this.user.id, app.id);
        return home === null || home.hash === before ? null : home;
      },
      { what: 'a Home tab', timeoutMs },
    );
  }

  /** Writes a message. @throws if Slack would not let them */
  post(channel: string, text: string, threadTs?: string): Readonly<Message> {
    const place = this.#channel(channel);
    const told = postAsPerson(this.#core, this.user, place, text, threadTs);
    const posted = this.#core.messages.all(place.id).at(-1);
    if (told !== null || posted === undefined) throw new Error(told ?? 'Nothing was posted.');
    return posted;
  }

  /** Edits a message of their own. @throws if Slack would not let them */
  edit(target: MessageRef, text: string): void {
    const told = editAsPerson(this.#core, this.user, this.#message(target), text);
    if (told !== null) throw new Error(told);
  }

  /** Deletes a message: their own, or anybody's for an administrator. @throws as {@link edit} does */
  delete(target: MessageRef): void {
    const told = deleteAsPerson(this.#core, this.user, this.#message(target));
    if (told !== null) throw new Error(told);
  }

  /** What they see in a channel and its threads, oldest first, ephemeral messages included. */
  messagesIn(channel: string): readonly Readonly<Message>[] {
    return this.#core.messages
      .all(this.#channel(channel).id)
      .filter((message) => sees(this.#core, this.user, message))
      .sort((one, other) => compareTs(one.ts, other.ts));
  }

  /** The modals that they have open, the uppermost last. */
  modals(): readonly View[] {
    return this.#core.views.modals(this.user.id);
  }

  #outcome(interaction: Parameters<typeof outcomeOf>[2]): Outcome {
    return outcomeOf(this.#core, this.user.id, interaction);
  }

  #channel(idOrName: string): Channel {
    return this.#core.workspace.channel(idOrName);
  }

  #container(
    target: MessageRef | View,
  ):
    | { readonly type: 'message'; readonly message: Message }
    | { readonly type: 'view'; readonly view: View } {
    return 'ts' in target
      ? { type: 'message', message: this.#message(target) }
      : { type: 'view', view: this.#own(target) };
  }

  #message({ channel, ts }: MessageRef): Message {
    const message = this.#core.messages.find(channel, ts);
    if (message === null || !sees(this.#core, this.user, message))
      throw new Error(`${this.user.name} does not see such a message.`);
    return message;
  }

  #own(view: View): View {
    if (view.user !== this.user.id || this.#core.views.find(view.id) !== view)
      throw new Error(`${this.user.name} has not got this view open.`);
    return view;
  }
}
