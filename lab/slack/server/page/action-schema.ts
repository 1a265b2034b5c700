import { z } from 'zod';
import type { PageAction } from '../../page-api.js';

const values = z.record(z.string(), z.record(z.string(), z.unknown()));
const by = { user: z.string() };
const at = { channel: z.string(), ts: z.string() };

const schema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('post'),
    ...by,
    channel: z.string(),
    text: z.string(),
    threadTs: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('command'),
    ...by,
    channel: z.string(),
    command: z.string(),
    text: z.string(),
    threadTs: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('block-action'),
    ...by,
    container: z.discriminatedUnion('type', [
      z.object({ type: z.literal('message'), ...at }),
      z.object({ type: z.literal('view'), viewId: z.string() }),
    ]),
    action: z.record(z.string(), z.unknown()),
    values,
  }),
  z.object({ kind: z.literal('view-submission'), ...by, viewId: z.string(), values }),
  z.object({ kind: z.literal('view-closed'), ...by, viewId: z.string() }),
  z.object({ kind: z.literal('open-home'), ...by }),
  z.object({ kind: z.literal('message-shortcut'), ...by, callbackId: z.string(), ...at }),
  z.object({ kind: z.literal('edit-message'), ...by, ...at, text: z.string() }),
  z.object({ kind: z.literal('delete-message'), ...by, ...at }),
  z.object({ kind: z.literal('mark-read'), ...by, channel: z.string() }),
  z.object({
    kind: z.literal('rename-channel'),
    ...by,
    channel: z.string(),
    name: z.string(),
  }),
  z.object({
    kind: z.literal('archive-channel'),
    ...by,
    channel: z.string(),
    archived: z.boolean(),
  }),
  z.object({
    kind: z.literal('app-in-channel'),
    ...by,
    channel: z.string(),
    isMember: z.boolean(),
  }),
]);

/** A page's action; null if it is none. */
export function parseAction(body: string): PageAction | null {
  try {
    return schema.parse(JSON.parse(body));
  } catch {
    return null;
  }
}
