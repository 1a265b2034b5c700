/**
 * `server_version_num` as people write it: 180004 is 18.4, 90624 is 9.6.24 (up to 9.6 the major
 * version has two parts).
 */
export function formatVersion(versionNum: number): string {
  if (versionNum >= 100_000) {
    return `${Math.floor(versionNum / 10_000)}.${versionNum % 10_000}`;
  }
  const major = Math.floor(versionNum / 10_000);
  const second = Math.floor(versionNum / 100) % 100;
  return `${major}.${second}.${versionNum % 100}`;
}
