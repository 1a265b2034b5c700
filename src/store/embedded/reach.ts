import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ServerUser } from './run-as.js';

/**
 * The first directory on the way to `path`, from the root down, that this user cannot pass through,
 * or undefined if all can be passed. `path` itself is not looked at. Always undefined for the
 * present user, who will be told by the system itself.
 *
 * A server of another user is started without supplementary groups, so user, group and others are
 * all that counts. Access lists are not looked at.
 */
export async function firstImpassable(path: string, user: ServerUser): Promise<string | undefined> {
  if (user.ids === undefined) return undefined;
  for (const directory of ancestors(path)) {
    if (!(await allows(directory, user.ids, 0o1))) return directory;
  }
  return undefined;
}

/** Whether this user may read a file, and also execute it if so asked; true for ourselves. */
export async function mayRead(file: string, user: ServerUser, execute: boolean): Promise<boolean> {
  if (user.ids === undefined) return true;
  if ((await firstImpassable(file, user)) !== undefined) return false;
  return allows(file, user.ids, execute ? 0o5 : 0o4);
}

async function allows(
  path: string,
  ids: { readonly uid: number; readonly gid: number },
  bits: number,
): Promise<boolean> {
  const { uid, gid, mode } = await stat(path);
  const shift = uid === ids.uid ? 6 : gid === ids.gid ? 3 : 0;
  return ((mode >> shift) & bits) === bits;
}

function ancestors(path: string): readonly string[] {
  const found: string[] = [];
  let current = resolve(path);
  for (let parent = dirname(current); parent !== current; parent = dirname(current)) {
    found.unshift(parent);
    current = parent;
  }
  return found;
}
