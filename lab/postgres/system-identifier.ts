import { randomInt } from 'node:crypto';
import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the first page of a WAL file keeps the identifier: by the alignment of the processor. */
const walOffsets = [24, 20] as const;

/** A system identifier as `initdb` makes it: the time, and something that differs. */
export function newSystemIdentifier(): bigint {
  return (BigInt(Math.floor(Date.now() / 1000)) << 32n) | BigInt(randomInt(1, 0xffff_ffff));
}

/**
 * Gives the cluster in a cleanly stopped data directory another system identifier: copies of a
 * template must not pass for copies of one cluster. It stands at the head of `pg_control`, which
 * ends with a CRC-32C of what precedes it, and on the first page of each WAL file.
 */
export async function setSystemIdentifier(
  dataDirectory: string,
  identifier: bigint,
): Promise<void> {
  const controlFile = join(dataDirectory, 'global', 'pg_control');
  const control = await readFile(controlFile);
  const former = control.readBigUInt64LE(0);
  const checksumAt = findChecksum(control);
  control.writeBigUInt64LE(identifier, 0);
  control.writeUInt32LE(crc32c(control.subarray(0, checksumAt)), checksumAt);
  await writeFile(controlFile, control);

  const wal = join(dataDirectory, 'pg_wal');
  for (const name of await readdir(wal)) {
    if (/^[0-9A-F]{24}$/.test(name)) await replaceInWal(join(wal, name), former, identifier);
  }
}

async function replaceInWal(file: string, former: bigint, identifier: bigint): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const value = Buffer.alloc(8);
    for (const offset of walOffsets) {
      await handle.read(value, 0, 8, offset);
      if (value.readBigUInt64LE() !== former) continue;
      value.writeBigUInt64LE(identifier);
      await handle.write(value, 0, 8, offset);
      return;
    }
  } finally {
    await handle.close();
  }
}

/** The structure's length differs by major; its checksum is where it checks. */
function findChecksum(control: Buffer): number {
  for (let offset = 128; offset <= 508; offset += 4) {
    if (crc32c(control.subarray(0, offset)) === control.readUInt32LE(offset)) return offset;
  }
  throw new Error('pg_control has no checksum where one is expected');
}

/** CRC-32C (Castagnoli), bit by bit: a few hundred bytes are not worth a table. */
function crc32c(bytes: Buffer): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1;
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
