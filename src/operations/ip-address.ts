/** An IP address as a number; IPv4 and IPv6 are never the same, whatever their bits. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** Reads an address as PostgreSQL prints it, a zone or a prefix length aside; null for a host name. */
export function parseIpAddress(text: string): IpAddress | null {
  const plain = text.replace(/[%/].*$/, '');
  const v4 = parseV4(plain);
  if (v4 !== null) return { bits: 32, value: v4 };
  const v6 = plain.includes(':') ? parseV6(plain) : null;
  return v6 === null ? null : { bits: 128, value: v6 };
}

/** Whether the address lies in the network that another address and a mask stand for. */
export function isInNetwork(address: IpAddress, network: IpAddress, mask: IpAddress): boolean {
  if (address.bits !== network.bits || mask.bits !== network.bits) return false;
  return (address.value & mask.value) === (network.value & mask.value);
}

/** 127.0.0.0/8 and ::1. */
export function isLoopback({ bits, value }: IpAddress): boolean {
  return bits === 32 ? value >> 24n === 127n : value === 1n;
}

function parseV4(text: string): bigint | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return null;
  const bytes = match.slice(1).map(Number);
  if (bytes.some((byte) => byte > 255)) return null;
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function parseV6(text: string): bigint | null {
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return null;
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  if (before === null || after === null) return null;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const zeros = Array.from({ length: missing }, () => 0n);
  return [...before, ...zeros, ...after].reduce((value, group) => (value << 16n) | group, 0n);
}

/** Sixteen bits each; a dotted IPv4 address at the end stands for two of them. */
function groupsOf(text: string): readonly bigint[] | null {
  if (text === '') return [];
  const words = text.split(':');
  const groups: bigint[] = [];
  for (const [index, word] of words.entries()) {
    const v4 = index === words.length - 1 ? parseV4(word) : null;
    if (v4 !== null) groups.push(v4 >> 16n, v4 & 0xffffn);
    else if (/^[0-9A-Fa-f]{1,4}$/.test(word)) groups.push(BigInt(`0x${word}`));
    else return null;
  }
  return groups;
}
