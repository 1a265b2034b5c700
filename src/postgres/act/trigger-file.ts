import { isAbsolute, join } from 'node:path/posix';
import pg from 'pg';
import type { Conversation } from './conversation.js';
import { readRecoveryConf } from './recovery-conf.js';

/**
 * The file whose appearance promotes a standby, as an absolute path on its host: `trigger_file` of
 * `recovery.conf` up to 11, `promote_trigger_file` from 12 to 15. Null where none is set.
 * @throws {StatementError} if the role may not read it
 */
export async function triggerFileOf(conversation: Conversation): Promise<string | null> {
  const { major } = conversation;
  if (major >= 16) return null;
  const [row] = await conversation.ask({
    text: `select current_setting('data_directory') as directory,
      current_setting('promote_trigger_file', true) as file`,
  });
  const file =
    major >= 12 ? row?.['file'] : (await readRecoveryConf(conversation))?.get('trigger_file');
  const directory = row?.['directory'];
  if (typeof file !== 'string' || file === '' || typeof directory !== 'string') return null;
  return isAbsolute(file) ? file : join(directory, file);
}

/** Makes the server itself write the file, which takes a superuser. @throws {StatementError} */
export async function writeTriggerFile(conversation: Conversation, path: string): Promise<void> {
  await conversation.ask({ text: `copy (select '') to ${pg.escapeLiteral(path)}` });
}
