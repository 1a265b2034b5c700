import { z } from 'zod';
import type { PanelAction } from '../panel-api.js';

const action = z.object({
  cluster: z.string(),
  node: z.string().optional(),
  action: z.enum([
    'kill',
    'freeze',
    'thaw',
    'stop',
    'start',
    'cut-link',
    'drop-link',
    'heal-link',
    'pause-replay',
    'resume-replay',
    'set-sync-names',
    'burst',
    'load-on',
    'load-off',
    'heal-all',
  ]),
  value: z.string().max(2_000).optional(),
});

/** What a request's body asks for; null if it is not an action. */
export function parseAction(body: string): PanelAction | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  const { success, data } = action.safeParse(value);
  if (!success) return null;
  const { cluster, node, action: name, value: given } = data;
  return {
    cluster,
    action: name,
    ...(node === undefined ? {} : { node }),
    ...(given === undefined ? {} : { value: given }),
  };
}
