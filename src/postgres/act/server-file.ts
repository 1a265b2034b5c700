import { StatementError, type Conversation } from './conversation.js';

/** SQLSTATE `undefined_file`. */
const noSuchFile = '58P01';

/**
 * The bytes of a file on the server's host; null if there is none. They pass through a large object
 * that never comes to be, for its transaction is rolled back: reading needs no commit, which could hang.
 * (`pg_read_binary_file` reads no file outside of the data directory up to 10.)
 * @throws {StatementError} if the server can't read it
 */
export async function readServerFile(
  conversation: Conversation,
  path: string,
): Promise<Buffer | null> {
  try {
    return await rolledBack(conversation, async () => {
      const object = await oidOf(conversation, 'select lo_import($1) as object', [path]);
      const [row] = await conversation.ask({
        text: 'select lo_get($1::oid) as bytes',
        values: [object],
      });
      const bytes = row?.['bytes'];
      return Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0);
    });
  } catch (error) {
    if (error instanceof StatementError && error.failure.code === noSuchFile) return null;
    throw error;
  }
}

/**
 * Has the server write these bytes into a file on its host and reads them back; owner and permissions
 * of one that is there stay. No commit is needed, as for reading.
 *
 * @returns false if something else stands there afterwards
 * @throws {StatementError} if the server can't write it; then a part may have been written
 */
export async function writeServerFile(
  conversation: Conversation,
  path: string,
  bytes: Buffer,
): Promise<boolean> {
  await rolledBack(conversation, async () => {
    const object = await oidOf(conversation, 'select lo_from_bytea(0, $1) as object', [bytes]);
    await conversation.ask({ text: 'select lo_export($1::oid, $2)', values: [object, path] });
  });
  const written = await readServerFile(conversation, path);
  return written?.equals(bytes) === true;
}

async function oidOf(
  conversation: Conversation,
  text: string,
  values: readonly unknown[],
): Promise<unknown> {
  const [row] = await conversation.ask({ text, values });
  return row?.['object'];
}

async function rolledBack<T>(conversation: Conversation, work: () => Promise<T>): Promise<T> {
  await conversation.ask({ text: 'begin read write' });
  try {
    const result = await work();
    await conversation.ask({ text: 'rollback' });
    return result;
  } catch (error) {
    if (error instanceof StatementError && !error.lost)
      await conversation.ask({ text: 'rollback' });
    throw error;
  }
}
