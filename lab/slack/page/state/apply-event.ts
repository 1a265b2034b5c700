import type { PageEvent, PageMessage, PageState } from '../../page-api.js';

/** The state after an event. Applying an event twice changes nothing. */
export function applyEvent(state: PageState, event: PageEvent): PageState {
  switch (event.kind) {
    case 'message':
      return { ...state, messages: putMessage(state.messages, event.message) };
    case 'channel':
      return { ...state, channels: put(state.channels, event.channel) };
    case 'modal':
      return { ...state, modals: put(state.modals, event.view) };
    case 'modal-closed':
      return { ...state, modals: state.modals.filter(({ id }) => id !== event.viewId) };
    case 'home':
      return { ...state, home: event.view };
    case 'app':
      return { ...state, app: { ...state.app, connected: event.connected } };
  }
}

function put<T extends { readonly id: string }>(items: readonly T[], item: T): readonly T[] {
  const known = items.some(({ id }) => id === item.id);
  return known ? items.map((old) => (old.id === item.id ? item : old)) : [...items, item];
}

function putMessage(
  messages: readonly PageMessage[],
  message: PageMessage,
): readonly PageMessage[] {
  const same = (other: PageMessage): boolean =>
    other.channel === message.channel && other.ts === message.ts;
  if (messages.some(same)) return messages.map((old) => (same(old) ? message : old));
  const newer = messages.findIndex((other) => Number(other.ts) > Number(message.ts));
  return newer < 0 ? [...messages, message] : messages.toSpliced(newer, 0, message);
}
